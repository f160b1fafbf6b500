import { type Emulator, startEmulator } from 'ciam-emulator';
import { createLink, isMissing, type Link } from 'test-support';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLogger } from 'web-server';
import { createPostgresStore } from '../src/postgres-store.ts';
import { ada } from './support/callers.ts';
import { expectAway, expectBack, prepareOutage, type Outage } from './support/outage.ts';
import { createSchema, type PostgresSchema } from './support/postgres.ts';

let tenant: Emulator;
let outage: Outage;

beforeAll(async () => {
  tenant = await startEmulator();
  outage = await prepareOutage(tenant);
});
afterAll(() => tenant[Symbol.asyncDispose]());
afterEach(() => outage.end());

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
    const running = await outage.start({ databaseUrl: link.through(schema.url) });
    await outage.add(running);
    link.cut();
    await expectAway(outage, running);
    link.restore();
    await expectBack(outage, running, 1);
  });

  test('that is away at the start is 503, and the table is made when it comes', async () => {
    link.cut();
    const running = await outage.start({ databaseUrl: link.through(schema.url) });
    await expectAway(outage, running);
    link.restore();
    await expectBack(outage, running, 0);
  });

  test('that falls silent is 503 within seconds', async () => {
    const running = await outage.start({ databaseUrl: link.through(schema.url) });
    await outage.add(running);
    link.silence();
    const started = performance.now();
    expect(await outage.list(running)).toMatchObject({ status: 503 });
    expect(performance.now() - started).toBeLessThan(8_000);
    link.restore();
    await expectBack(outage, running, 1);
  });

  test('that ends our sessions, as a restart does, is met with new ones', async () => {
    const running = await outage.start({ databaseUrl: schema.url });
    await outage.add(running);
    const ours = `application_name = 'todolist-api' AND query LIKE '%todos%'`;
    await schema.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${ours} AND pid <> pg_backend_pid()`,
    );
    await expect.poll(async () => (await outage.list(running)).status).toBe(200);
    await expectBack(outage, running, 1);
  });

  test('that refuses us does not show how it was asked', async () => {
    const running = await outage.start({ databaseUrl: schema.url.replace('/test?', '/no-such-database?') });
    await expectAway(outage, running, /has no database of that name/, 'lasting');
    expect((await outage.list(running)).text).not.toMatch(/no-such-database|5432/);
    expect((await running.call('GET', '/readyz')).text).not.toMatch(/no-such-database|5432/);
  });

  test('that is silent at the start is 503 within seconds, and well once it speaks', async () => {
    link.silence();
    const running = await outage.start({ databaseUrl: link.through(schema.url) });
    const started = performance.now();
    expect(await outage.list(running)).toMatchObject({ status: 503 });
    expect(performance.now() - started).toBeLessThan(8_000);
    link.restore();
    await expectBack(outage, running, 0);
  });

  test('in which something holds a lock is 503, and what was answered so is not done later on', async () => {
    const running = await outage.start({ databaseUrl: schema.url });
    await outage.add(running);
    await using lock = await schema.hold('LOCK TABLE $schema.todos');
    const refused = await Promise.all(Array.from({ length: 12 }, () => outage.add(running)));
    expect(refused.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 503));
    expect(running.logged.join('')).toContain('too slow, or something holds a lock');
    await lock[Symbol.asyncDispose]();
    await expect.poll(async () => (await outage.list(running)).status).toBe(200);
    await expectBack(outage, running, 1);
  });

  test('in which an API in another schema waits for a lock serves this one', async () => {
    await using other = await createSchema();
    const running = await outage.start({ databaseUrl: other.url });
    await outage.add(running);
    const store = createPostgresStore(schema.url, {
      seedOwners: [],
      log: createLogger({ name: 'test', level: 'silent' }),
    });
    await store.check();
    await using _lock = await other.hold('LOCK TABLE $schema.todos');
    let isWaiting = true;
    const waiting = outage.add(running).finally(() => (isWaiting = false));
    await expect
      .poll(() => other.query("SELECT 1 FROM pg_locks WHERE locktype = 'relation' AND NOT granted"))
      .not.toEqual([]);
    expect(await store.add({ owner: ada, description: 'One' })).toMatchObject({ description: 'One' });
    expect(isWaiting).toBe(true);
    await store.close();
    expect(await waiting).toMatchObject({ status: 503 });
  });

  test('that was emptied is 503 once, and then has its table again', async () => {
    const running = await outage.start({ databaseUrl: schema.url });
    await outage.add(running);
    await schema.query('DROP TABLE $schema.todos, $schema.todolist_schema');
    expect(await outage.list(running)).toMatchObject({ status: 503 });
    await expectBack(outage, running, 0);
  });

  test('whose user may not create tables is 503, says so, and is well once they may', async () => {
    const user = `todolist_user_${process.pid}`;
    await schema.query(`CREATE ROLE ${user} LOGIN; GRANT USAGE ON SCHEMA $schema TO ${user}`);
    const running = await outage.start({ databaseUrl: schema.url.replace('postgres@', `${user}@`) });
    await expectAway(outage, running, /may not create tables in its schema/, 'lasting');
    await schema.query(`GRANT CREATE ON SCHEMA $schema TO ${user}`);
    await expectBack(outage, running, 0);
    await outage.end();
    await schema.query(`DROP OWNED BY ${user}; DROP ROLE ${user}`);
  });
});
