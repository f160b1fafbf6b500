import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { isMissing } from 'test-support';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTenant, type LocalTenant } from './support/local-tenant.ts';
import { createLink, createSchema, type Link, type PostgresSchema } from './support/postgres.ts';
import { startApi, type Overrides, type RunningApi } from './support/running-api.ts';

let tenant: LocalTenant;
let api: RunningApi | undefined;
let token: string;

beforeAll(async () => {
  tenant = await startTenant();
  token = await tenant.userToken('ada00000-0000-4000-8000-000000000001', 'ToDoList.ReadWrite');
});
afterAll(() => tenant[Symbol.asyncDispose]());
afterEach(async () => api?.[Symbol.asyncDispose]());

const start = async (overrides: Overrides): Promise<RunningApi> => {
  api = await startApi(tenant, overrides);
  return api;
};
const add = (on: RunningApi) => on.call('POST', '/api/todolist', { token, body: { description: 'One' } });
const list = (on: RunningApi) => on.call('GET', '/api/todolist', { token });

const expectAway = async (on: RunningApi): Promise<void> => {
  for (const answer of [await list(on), await add(on)]) {
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('5');
  }
  const readiness = await on.call('GET', '/readyz');
  expect(readiness).toMatchObject({ status: 503, body: { checks: { tenant: 'ok' } } });
  expect(readiness.text).toMatch(/The database cannot be used|No answer/);
  expect((await on.call('GET', '/healthz')).status).toBe(200);
};

const expectBack = async (on: RunningApi, todos: number): Promise<void> => {
  expect(await list(on)).toMatchObject({ status: 200 });
  expect((await list(on)).body).toHaveLength(todos);
  expect((await on.call('GET', '/readyz')).status).toBe(200);
};

describe('a SQLite file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unavailable-'));
    file = join(folder, 'todolist.db');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const move = async (from: string, to: string): Promise<void> => {
    for (const end of ['', '-wal', '-shm']) await rename(from + end, to + end).catch(() => {});
  };

  test('that vanishes while running is 503, is not started anew, and is well again when it is back', async () => {
    const running = await start({ databaseUrl: `file:${file}` });
    await add(running);
    await move(file, `${file}.away`);
    await expectAway(running);
    await move(`${file}.away`, file);
    await expectBack(running, 1);
  });

  test('whose folder cannot be made is 503 from the start, and well once it can', async () => {
    const inTheWay = join(folder, 'data');
    await writeFile(inTheWay, 'a file where the folder should be');
    const running = await start({ databaseUrl: `file:${inTheWay}/todolist.db` });
    await expectAway(running);
    await rm(inTheWay);
    await expectBack(running, 0);
  });

  test('that is no database is 503', async () => {
    await writeFile(file, 'This is a letter to my aunt. '.repeat(200));
    await expectAway(await start({ databaseUrl: `file:${file}` }));
  });

  test('that another process holds locked is 503 for writing, and well afterwards', async () => {
    const running = await start({ databaseUrl: `file:${file}` });
    await add(running);
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    expect(await add(running)).toMatchObject({ status: 503 });
    expect(await list(running)).toMatchObject({ status: 200 });
    other.exec('ROLLBACK');
    expect(await add(running)).toMatchObject({ status: 201 });
    await expectBack(running, 2);
  });
});

describe.skipIf(await isMissing('postgresql'))('PostgreSQL', () => {
  let schema: PostgresSchema;
  let link: Link;
  beforeEach(async () => {
    schema = await createSchema();
    link = await createLink();
  });
  afterEach(async () => {
    await link[Symbol.asyncDispose]();
    await schema[Symbol.asyncDispose]();
  });

  test('that goes away is 503, and well again when it is back', async () => {
    const running = await start({ databaseUrl: link.through(schema.url) });
    await add(running);
    link.cut();
    await expectAway(running);
    link.mend();
    await expectBack(running, 1);
  });

  test('that is away at the start is 503, and the table is made when it comes', async () => {
    link.cut();
    const running = await start({ databaseUrl: link.through(schema.url) });
    await expectAway(running);
    link.mend();
    await expectBack(running, 0);
  });

  test('that falls silent is 503 within seconds', async () => {
    const running = await start({ databaseUrl: link.through(schema.url) });
    await add(running);
    link.silence();
    const started = performance.now();
    expect(await list(running)).toMatchObject({ status: 503 });
    expect(performance.now() - started).toBeLessThan(8_000);
    link.mend();
    await expectBack(running, 1);
  });

  test('that ends our sessions, as a restart does, is met with new ones', async () => {
    const running = await start({ databaseUrl: schema.url });
    await add(running);
    const ours = `application_name = 'todolist-api' AND query LIKE '%todos%'`;
    await schema.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${ours} AND pid <> pg_backend_pid()`,
    );
    await expect.poll(async () => (await list(running)).status).toBe(200);
    await expectBack(running, 1);
  });

  test('that refuses us does not show how it was asked', async () => {
    const running = await start({ databaseUrl: schema.url.replace('/test?', '/no-such-database?') });
    await expectAway(running);
    expect((await list(running)).text).not.toMatch(/no-such-database|5432/);
    expect((await running.call('GET', '/readyz')).text).not.toMatch(/no-such-database|5432/);
  });
});
