import { type Emulator, startEmulator } from 'ciam-emulator';
import { Client } from 'pg';
import { isMissing, type PostgresServer, startPostgresServer } from 'test-support';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ada, userToken } from './support/callers.ts';
import { expectAway, expectBack, prepareOutage, type Outage } from './support/outage.ts';

describe.skipIf(await isMissing('postgresql'))('a PostgreSQL database whose table', () => {
  let tenant: Emulator;
  let outage: Outage;
  let server: PostgresServer;

  beforeAll(async () => {
    tenant = await startEmulator();
    outage = await prepareOutage(tenant);
    server = await startPostgresServer();
  }, 60_000);
  afterEach(() => outage.end());
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await tenant[Symbol.asyncDispose]();
  });

  const run = async (database: string, statement: string): Promise<void> => {
    const client = new Client({ connectionString: server.url('postgres', database) });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };

  test('is another program’s: named, from the start', async () => {
    await server.query('CREATE DATABASE shared');
    await run('shared', 'CREATE TABLE todos (id serial, title text)');
    const running = await outage.start({ databaseUrl: server.url('postgres', 'shared') });
    await expectAway(outage, running, /table todos .* is not as this API creates it/, 'lasting');
  });

  test.each([
    [
      'was given a column that must be filled',
      'ALTER TABLE todos ADD COLUMN due date NOT NULL DEFAULT now(); ALTER TABLE todos ALTER COLUMN due DROP DEFAULT',
      /is not as this API creates it/,
    ],
    [
      'was given a rule',
      'ALTER TABLE todos ADD CHECK (length(description) > 20) NOT VALID',
      /is not as this API creates it/,
    ],
    ['was restored without its sequence', 'ALTER TABLE todos ALTER COLUMN id RESTART WITH 1', /Run: SELECT setval\(/],
    ['has no ids left', "SELECT setval(pg_get_serial_sequence('todos', 'id'), 2147483647)", /used up its ids/],
  ])('%s: /readyz says so before a request, which is 503', async (what, statement, reason) => {
    const database = what.replaceAll(' ', '_');
    await server.query(`CREATE DATABASE ${database}`);
    const running = await outage.start({ databaseUrl: server.url('postgres', database) });
    expect(await outage.add(running)).toMatchObject({ status: 201 });
    await expectBack(outage, running, 1);
    await run(database, statement);
    const readiness = await running.call('GET', '/readyz');
    expect([readiness.status, readiness.text]).toEqual([503, expect.stringMatching(reason)]);
    expect(await outage.add(running)).toMatchObject({
      status: 503,
      body: { detail: expect.stringContaining('/readyz') },
    });
    expect(running.logged.join('')).toContain('"code":"store_unusable"');
  });

  test('was put right, as /readyz advised, takes to-dos again', async () => {
    await server.query('CREATE DATABASE repaired');
    const running = await outage.start({ databaseUrl: server.url('postgres', 'repaired') });
    await outage.add(running);
    await run('repaired', 'ALTER TABLE todos ALTER COLUMN id RESTART WITH 1');
    const { text } = await running.call('GET', '/readyz');
    await run('repaired', /SELECT setval\(.*? FROM todos/.exec(text)?.[0] ?? 'no statement');
    expect((await running.call('GET', '/readyz')).status).toBe(200);
    expect(await outage.add(running)).toMatchObject({ status: 201, body: { id: 2 } });
  });

  test('alone was dropped has it again', async () => {
    await server.query('CREATE DATABASE dropped');
    const running = await outage.start({ databaseUrl: server.url('postgres', 'dropped') });
    await outage.add(running);
    await run('dropped', 'DROP TABLE todos');
    expect(await outage.list(running)).toMatchObject({ status: 503 });
    await expectBack(outage, running, 0);
    await outage.end();
    await expectBack(outage, await outage.start({ databaseUrl: server.url('postgres', 'dropped') }), 0);
  });

  test('cannot hold every character: named', async () => {
    await server.query("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    const running = await outage.start({ databaseUrl: server.url('postgres', 'latin') });
    const readiness = await running.call('GET', '/readyz');
    expect([readiness.status, readiness.text]).toEqual([503, expect.stringContaining('ENCODING UTF8')]);
    const token = await userToken(tenant, ada, 'ToDoList.ReadWrite');
    const refused = await running.call('POST', '/api/todolist', { token, body: { description: '✓' } });
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
  });
});
