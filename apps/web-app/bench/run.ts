// Signed-in pages per second: 32 connections, one process, NODE_ENV=production, no request log. Every contender renders the same view.
// The contenders take turns, and each ratio compares two rounds that follow each other, so that a machine whose speed drifts treats all
// alike. Other load on the machine hardly affects CPU time.
//
// Most of the web app's speed on Node 20 and 22 comes from web-server's `expressMessages`. Without it on Node 20, V8 spends 14 to 18 % of
// the samples on misses of inline caches, and a page takes 456 µs with sessions in memory, 391 µs if each read waits for `setImmediate`, and
// 447 µs with Redis. With it, a page takes 199, 206 and 174 µs (CPU time, the best of five rounds on a busy machine).
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { defaultTenant, startEmulator } from 'ciam-emulator';
import { enterCredentials, freePort, HttpBrowser, isMissing, startRedisCluster } from 'test-support';
import type { Task } from './contender.ts';

const roundCount = 3;
const seconds = 4;
const hasRedis = !(await isMissing('redis'));
const names: Task['name'][] = [
  'bare Express + hbs',
  'web-app, memory',
  ...(hasRedis ? (['web-app, Redis', 'web-app, Redis cluster'] as const) : []),
  'express-openid-connect',
];
/** The wanted pages per second, as a fraction of those of bare Express. */
const wanted: Partial<Record<Task['name'], number>> = {
  'web-app, memory': 0.55,
  'web-app, Redis': 0.6,
  'web-app, Redis cluster': 0.6,
};

const [application] = defaultTenant.applications;
const [user] = defaultTenant.users;
const clientId = application?.appId ?? '';
const clientSecret = application?.passwordCredentials?.[0]?.secretText ?? '';
await using tenant = await startEmulator();
await using cluster = hasRedis ? await startRedisCluster({ masters: 3, replicas: 0 }) : undefined;
const task = {
  authority: tenant.authority,
  issuer: tenant.issuer,
  clientId,
  clientSecret,
  redisUrl: 'redis://127.0.0.1:6379',
  redisClusterUrl: cluster?.url ?? '',
  // Ada's claims, in the form and length that a tenant sends.
  claims: {
    aud: clientId,
    iss: tenant.issuer,
    iat: 1_795_214_519,
    nbf: 1_795_214_519,
    exp: 1_795_218_118,
    aio: 'LTg9j0eKwILXBZOesfJFnYBwtGXcuakkGFqpGOUVMQMQfo152w5wJGd5_-1YPjGDeh1XBtkYqVAFNkhn',
    login_hint: 'O.MDBhYTAwYWEtYmIxMS1jYzIyLWRkMzMtNDRlZTQ0ZWU0NGVl',
    name: user?.displayName,
    nonce: 'vajbNch-Aj9DDhKP0bbyYA',
    oid: user?.id,
    preferred_username: user?.mail,
    rh: '1.b8reA4uV18HGOgsqgHrnyIXT_tK0dY_7A2wlazp3s2eTI7Y6L5yRI_5euapX.',
    sid: '6032ad60-3e79-44b1-6c9a-27cb0104e903',
    sub: 'MJANvRagak04VD25ZMLaZcKop7VERwithpam6VJEfcE',
    tid: tenant.tenantId,
    uti: 'pHPnbmUADCxIFrAZo5U5VQ',
    ver: '2.0',
  },
} satisfies Omit<Task, 'name' | 'port'>;

/** A page to load, with the cookies of someone who signed in. */
interface Target {
  name: Task['name'];
  url: string;
  cookie: string;
  child: ChildProcess;
}

async function start(name: Task['name']): Promise<Target> {
  const child = fork(join(import.meta.dirname, 'contender.js'), { env: { NODE_ENV: 'production' } });
  child.send({ ...task, name, port: await freePort() } satisfies Task);
  const [origin] = await once(child, 'message');
  const browser = new HttpBrowser();
  await browser.open(`${origin}/users/id`);
  if (browser.html.includes('type="email"')) await enterCredentials(browser, user);
  // The tenant's page that posts the response, and the app's that posts it once more.
  for (let pages = 0; pages < 4 && browser.heading !== 'ID token claims'; pages += 1) await browser.submit();
  if (browser.heading !== 'ID token claims')
    throw new Error(`${name} did not sign in: ${browser.status} ${browser.html}`);
  const cookie = [...browser.cookiesOf(browser.url)].map((pair) => pair.join('=')).join('; ');
  return { name, url: browser.url, cookie, child };
}

interface Figure {
  pagesPerSecond: number;
  /** CPU time of the server for one page, in microseconds. Other load on the machine hardly affects it. */
  cpu: number;
}

async function cpuTime({ child }: Target): Promise<number> {
  child.send('cpu');
  const [{ user, system }] = (await once(child, 'message')) as [NodeJS.CpuUsage];
  return user + system;
}

async function measure(target: Target, duration: number): Promise<Figure> {
  const { url, cookie } = target;
  const before = await cpuTime(target);
  const { requests, non2xx, errors } = await autocannon({ url, connections: 32, duration, headers: { cookie } });
  if (non2xx > 0 || errors > 0) throw new Error(`${url}: ${non2xx} refused, ${errors} failed`);
  return { pagesPerSecond: requests.average, cpu: ((await cpuTime(target)) - before) / requests.total };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const targets: Target[] = [];
for (const name of names) targets.push(await start(name));
const rounds: Map<Target, Figure>[] = [];
for (const target of targets) await measure(target, 2); // warm
while (rounds.length < roundCount) {
  const figures = new Map<Target, Figure>();
  for (const target of targets) figures.set(target, await measure(target, seconds));
  rounds.push(figures);
}
for (const { child } of targets) child.disconnect();

console.log(`Node ${process.version}, medians of ${rounds.length} rounds`);
console.log(`${''.padEnd(24)} pages/s   of bare   CPU a page   of bare`);
const [bare] = targets;
for (const target of targets) {
  const of = (key: keyof Figure): number[] => rounds.map((figures) => figures.get(target)?.[key] ?? NaN);
  const ofBare = (key: keyof Figure): number =>
    median(rounds.map((figures) => (figures.get(target)?.[key] ?? NaN) / ((bare && figures.get(bare)?.[key]) ?? NaN)));
  const columns = [
    median(of('pagesPerSecond')).toFixed(0).padStart(7),
    ofBare('pagesPerSecond').toFixed(2).padStart(9),
    `${median(of('cpu')).toFixed(0)} µs`.padStart(12),
    (1 / ofBare('cpu')).toFixed(2).padStart(9),
  ];
  const least = wanted[target.name];
  console.log(target.name.padEnd(24), ...columns, least === undefined ? '' : ` (wanted: ${least} of bare at least)`);
}
