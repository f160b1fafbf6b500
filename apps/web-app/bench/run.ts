// Signed-in pages per second: 32 connections, one process, NODE_ENV=production, no request log. Every contender renders the same view.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { defaultTenant, startEmulator } from 'ciam-emulator';
import { enterCredentials, HttpBrowser, isMissing } from 'test-support';
import type { contenders, Task } from './contender.ts';

const rounds = 3;
const seconds = 4;
const names: (keyof typeof contenders)[] = [
  'bare Express + hbs',
  'web-app, memory',
  ...((await isMissing('redis')) ? [] : ['web-app, Redis' as const]),
  'express-openid-connect',
];

const [application] = defaultTenant.applications;
const [user] = defaultTenant.users;
const clientId = application?.appId ?? '';
const clientSecret = application?.passwordCredentials?.[0]?.secretText ?? '';
await using tenant = await startEmulator();
const task = {
  authority: tenant.authority,
  issuer: tenant.issuer,
  clientId,
  clientSecret,
  redisUrl: 'redis://127.0.0.1:6379',
  // What the tenant says of Ada, in form and in length.
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
} satisfies Omit<Task, 'name'>;

/** A page to load, with the cookies of someone who signed in. */
interface Target {
  name: string;
  url: string;
  cookie: string;
  child: ChildProcess;
}

async function start(name: Task['name']): Promise<Target> {
  const child = fork(join(import.meta.dirname, 'contender.js'), { env: { NODE_ENV: 'production' } });
  child.send({ ...task, name } satisfies Task);
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
  /** Processor time of the server's process for one page, in microseconds: hardly moved by what else the machine does. */
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

function median(figures: Figure[], of: keyof Figure): number {
  const values = figures.map((figure) => figure[of]).toSorted((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? 0;
}

const targets: Target[] = [];
for (const name of names) targets.push(await start(name));
const figures = new Map<string, Figure[]>(targets.map(({ name }) => [name, []]));
for (const target of targets) await measure(target, 2); // warm
for (let round = 0; round < rounds; round += 1) {
  for (const target of targets) figures.get(target.name)?.push(await measure(target, seconds));
}

const bare = figures.get('bare Express + hbs') ?? [];
console.log(`${''.padEnd(24)} pages/s   of bare   CPU a page   of bare`);
for (const [name, values] of figures) {
  const rate = median(values, 'pagesPerSecond');
  const cpu = median(values, 'cpu');
  const columns = [
    rate.toFixed(0).padStart(7),
    (rate / median(bare, 'pagesPerSecond')).toFixed(2).padStart(9),
    `${cpu.toFixed(0)} µs`.padStart(12),
    (median(bare, 'cpu') / cpu).toFixed(2).padStart(9),
  ];
  console.log(`${name.padEnd(24)} ${columns.join(' ')}`);
}
process.exit();
