import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  freePort,
  isMissing,
  stages,
  stalledPeer,
  startPostgresServer,
  startProgram,
  startRedisServer,
} from 'test-support';
import { afterAll, beforeAll, describe, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
/** Seven seconds to finish what is under way, and three to let go of the rest, as `closeOnSignal` has it. */
const limitMs = 10_000;
/** A machine that is busy. */
const slackMs = 5_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shutdown-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Case {
  /** Of the repository. */
  program: string;
  /** What a client asks for, which the server cannot serve without its peer. */
  path: string;
  env: Record<string, string>;
  /** Stops the peer, once the server has started. */
  stall?: () => void;
}

const tenantSettings = (port: number, isProxy: boolean): Record<string, string> => ({
  AUTHORITY: isProxy ? 'https://contoso.ciamlogin.com/' : `http://127.0.0.1:${port}/`,
  ...(isProxy ? { HTTPS_PROXY: `http://127.0.0.1:${port}` } : {}),
});

async function start({ program, path, env, stall }: Case) {
  const port = await freePort();
  const settings = {
    TENANT_SUBDOMAIN: 'contoso',
    AUTHORITY: 'http://127.0.0.1:9/',
    WEB_APP_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000001',
    WEB_APP_CLIENT_SECRET: 'one-of-its-own',
    API_CLIENT_ID: '00001111-aaaa-2222-bbbb-3333cccc4444',
    WEB_APP_PORT: String(port),
    API_PORT: String(port),
    DATABASE_URL: `file:${join(folder, `${port}.db`)}`,
    ...env,
  };
  const running = startProgram(process.execPath, [join(root, program)], { env: settings });
  await running.printed(/Listening on/);
  stall?.();
  const cookie = `web-app.${'x'.repeat(20)}`;
  const asked = fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie }, redirect: 'manual' }).then(
    ({ status }) => status,
    () => 'cut',
  );
  await sleep(500);
  return { running, asked };
}

/** What each server may wait for. */
const waits: Record<string, () => Promise<Case & AsyncDisposable>> = {};
for (const [name, program, path] of [
  ['the web app', 'apps/web-app', '/auth/signin'],
  ['the API', 'packages/todolist-api', '/readyz'],
] as const) {
  for (const stage of stages) {
    waits[`${name}, and a tenant that stalls at ${stage}`] = async () => {
      const peer = await stalledPeer(stage);
      return {
        program,
        path,
        env: tenantSettings(peer.port, peer.isProxy),
        [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
      };
    };
  }
}
for (const stage of ['connect', 'headers'] as const) {
  waits[`the API, and a PostgreSQL that stalls at ${stage}`] = async () => {
    const peer = await stalledPeer(stage);
    const env = { DATABASE_URL: `postgres://postgres@127.0.0.1:${peer.port}/test` };
    return {
      program: 'packages/todolist-api',
      path: '/readyz',
      env,
      [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose](),
    };
  };
  waits[`the web app, and a Redis that stalls at ${stage}`] = async () => {
    const peer = await stalledPeer(stage);
    const env = { REDIS_URL: `redis://127.0.0.1:${peer.port}` };
    return { program: 'apps/web-app', path: '/readyz', env, [Symbol.asyncDispose]: () => peer[Symbol.asyncDispose]() };
  };
}
if (!(await isMissing('redis'))) {
  waits['the web app, and a Redis that stops'] = async () => {
    const redis = await startRedisServer();
    const stall = (): void => void redis.process.kill('SIGSTOP');
    return {
      program: 'apps/web-app',
      path: '/readyz',
      env: { REDIS_URL: redis.url },
      stall,
      [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose](),
    };
  };
}
if (!(await isMissing('postgresql'))) {
  waits['the API, and a PostgreSQL whose table is locked'] = async () => {
    const server = await startPostgresServer();
    const stall = (): void =>
      void server.query('BEGIN; LOCK TABLE todos IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(60)').catch(() => undefined);
    return {
      program: 'packages/todolist-api',
      path: '/readyz',
      env: { DATABASE_URL: server.url() },
      stall,
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  };
}

describe.concurrent('a server whose peer stands still', () => {
  test.for(Object.entries(waits))('%s: the first SIGTERM ends it in order', async ([, make], { expect }) => {
    await using setting = await make();
    const { running, asked } = await start(setting);
    await using program = running;
    const signalled = performance.now();
    program.child.kill('SIGTERM');
    const { code, stdout } = await program.exited;
    expect(code, stdout).toBe(0);
    expect(performance.now() - signalled).toBeLessThan(limitMs + slackMs);
    await asked;
  });

  test.for(Object.entries(waits))('%s: the second SIGTERM ends it at once', async ([, make], { expect }) => {
    await using setting = await make();
    const { running, asked } = await start(setting);
    await using program = running;
    program.child.kill('SIGTERM');
    await program.printed(/Closing/);
    const signalled = performance.now();
    program.child.kill('SIGTERM');
    const { code, stdout } = await program.exited;
    // What had nothing to wait for may have ended in order before.
    expect(stdout.includes('Closed.') ? 1 : code, stdout).toBe(1);
    expect(performance.now() - signalled).toBeLessThan(1_000 + slackMs);
    await asked;
  });
});
