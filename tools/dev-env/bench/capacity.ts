// Measures what a page, a sign-in and an API call cost on real servers, and writes docs/capacity.md with the
// conclusions.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { defaultTenant, startEmulator } from 'ciam-emulator';
import { createClient } from 'redis';
import { enterCredentials, HttpBrowser, startPostgresServer, startRedisServer } from 'test-support';
import { programEnvironment } from 'dev-env/program-environment';
import { capacityPage, type Figures } from './capacity-page.ts';
import type { Task, Usage } from './capacity-program.ts';

const signIns = 200;
const toDos = 1_000_000;
const owners = 10_000;
const seconds = 8;

const [user] = defaultTenant.users;
await using tenant = await startEmulator();
await using redis = await startRedisServer();
await using postgres = await startPostgresServer({
  settings: ["shared_preload_libraries = 'pg_stat_statements'", 'shared_buffers = 512MB', 'fsync = on'],
});
const settings: Record<string, string> = {
  ...programEnvironment(defaultTenant, {
    authority: tenant.authority,
    api: 'http://localhost',
    web: 'http://localhost',
  }),
  EXPRESS_SESSION_SECRET: 'a-secret-of-the-measurement-that-is-long-enough',
  REDIS_URL: redis.url,
  DATABASE_URL: postgres.url(),
};

/** Starts a server in its own process. */
async function start(program: Task['program']) {
  const child = fork(join(import.meta.dirname, 'capacity-program.js'), {
    env: { NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send({ program, settings } satisfies Task);
  const [origin] = (await once(child, 'message')) as [string];
  const usage = async (): Promise<Usage> => {
    child.send('usage');
    const [usage] = (await once(child, 'message')) as [Usage];
    return usage;
  };
  return { origin, usage, stop: () => child.disconnect() };
}

type Measured = Awaited<ReturnType<typeof start>>;

const store = createClient({ url: redis.url });
store.on('error', () => {}); // Commands report their errors themselves.
await store.connect();
const commands = async (): Promise<number> =>
  Number(/total_commands_processed:(\d+)/.exec(await store.info('stats'))?.[1]);

/** Runs `work`, and returns what each of its `count` operations costs the server and Redis. */
async function cost(server: Measured, work: () => Promise<number>) {
  const before = { ...(await server.usage()), commands: await commands() };
  const count = await work();
  const after = { ...(await server.usage()), commands: await commands() };
  return {
    cpu: (after.cpu - before.cpu) / count,
    // Reading the count is a Redis command too.
    commands: (after.commands - before.commands - 1) / count,
    memory: after.memory,
  };
}

const load = (url: string, headers: Record<string, string>) => async (): Promise<number> => {
  const { requests, non2xx, errors } = await autocannon({ url, connections: 32, duration: seconds, headers });
  if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx} refused, ${errors} failed.`);
  return requests.total;
};

// The web app.
const web = await start('web-app');
const cookieOf = (browser: HttpBrowser): string =>
  [...browser.cookiesOf(browser.url)].map((pair) => pair.join('=')).join('; ');

async function signIn(): Promise<string> {
  const browser = new HttpBrowser();
  await browser.open(`${web.origin}/auth/signin?returnTo=/users/id`);
  await enterCredentials(browser, user);
  // The tenant's page posts the response, and the app's page posts it again.
  for (let pages = 0; pages < 2; pages += 1) await browser.submit();
  if (browser.heading !== 'ID token claims') throw new Error(`Not signed in: ${browser.status} ${browser.heading}`);
  return cookieOf(browser);
}

async function signInMany(count: number): Promise<number> {
  for (let signedIn = 0; signedIn < count; signedIn += 1) await signIn();
  return count;
}

const cookie = await signIn();
const pageUrl = `${web.origin}/users/id`;
await load(pageUrl, { cookie })();
const page = await cost(web, load(pageUrl, { cookie }));
await signInMany(50);
await store.flushAll();
const signInCost = await cost(web, () => signInMany(signIns));
let sessionBytes = 0;
for await (const keys of store.scanIterator()) {
  for (const key of keys) sessionBytes += (await store.memoryUsage(key)) ?? 0;
}
web.stop();

// The API, at a million to-dos.
const api = await start('todolist-api');
const scope = `api://${settings['API_CLIENT_ID']}`;
const token = await tenant.control.issueToken({
  clientId: settings['WEB_APP_CLIENT_ID'] ?? '',
  user: user?.mail ?? '',
  scopes: [`${scope}/ToDoList.ReadWrite`],
});
const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
const toDosUrl = `${api.origin}/api/todolist`;
await load(`${api.origin}/readyz`, {})(); // Makes the table.
await postgres.query(
  `INSERT INTO todos (owner, description)
   SELECT CASE n % ${owners} WHEN 0 THEN '${user?.id}' ELSE ('00000000-0000-0000-0000-' || lpad((n % ${owners})::text, 12, '0'))::uuid END, 'To-do number ' || n
   FROM generate_series(1, ${toDos}) AS n`,
);
await postgres.query('VACUUM ANALYZE todos');
await postgres.query('CREATE EXTENSION pg_stat_statements');

/** Measures an API call under load, with PostgreSQL's own time for it, in microseconds. */
async function callCost(requests: autocannon.Request[]) {
  await postgres.query('SELECT pg_stat_statements_reset()');
  let count = 0;
  const { cpu, memory } = await cost(api, async () => {
    const run = await autocannon({ url: api.origin, connections: 8, duration: seconds, headers, requests });
    if (run.non2xx + run.errors > 0) throw new Error(`${run.non2xx} refused, ${run.errors} failed.`);
    return (count = run.requests.total);
  });
  const total = await postgres.query(
    "SELECT sum(total_exec_time) FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%'",
  );
  return { cpu, memory, database: (Number(total) * 1000) / count };
}

const toDoIds: { id: number }[] = [];
for (let next: string | undefined = toDosUrl; next !== undefined;) {
  const response: Response = await fetch(next, { headers });
  toDoIds.push(...((await response.json()) as { id: number }[]));
  const link: string | undefined = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  next = link === undefined ? undefined : new URL(link, next).href;
}
/**
 * Creates requests for the user's to-dos, a different one each time, because connections that change the same one wait
 * for each other.
 */
const each = (method: 'GET' | 'PUT'): autocannon.Request[] => [
  {
    method,
    setupRequest: (request) => {
      const id = toDoIds[Math.floor(Math.random() * toDoIds.length)]?.id;
      const change = method === 'PUT' ? { body: JSON.stringify({ description: `Changed ${id}` }) } : {};
      return { ...request, ...change, path: `/api/todolist/${id}` };
    },
  },
];
await callCost(each('GET')); // warm
const read = await callCost(each('GET'));
const list = await callCost([{ method: 'GET', path: '/api/todolist' }]);
const write = await callCost(each('PUT'));
api.stop();
store.destroy();

const figures: Figures = {
  machine: `${cpus()[0]?.model.trim() ?? 'unknown processor'}, Node ${process.version}`,
  toDos,
  toDosOfUser: toDoIds.length,
  page,
  signIn: { ...signInCost, redisBytes: sessionBytes / signIns },
  calls: { read, list, write },
};
await writeFile(join(import.meta.dirname, '../../../../docs/capacity.md'), capacityPage(figures));
