import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, makeCertificate, startEmulator } from 'ciam-emulator';
import { isMissing, type PostgresServer, startPostgresServer } from 'test-support';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expectAway, expectBack, prepareOutage, type Outage } from './support/outage.ts';

const password = `Rotated-${randomUUID()}`;

describe.skipIf(await isMissing('postgresql'))('a PostgreSQL server that refuses', () => {
  let tenant: Emulator;
  let outage: Outage;
  let server: PostgresServer;
  let folder: string;

  beforeAll(async () => {
    tenant = await startEmulator();
    outage = await prepareOutage(tenant);
    folder = await mkdtemp(join(tmpdir(), 'refusals-'));
    const tls = await makeCertificate({ commonName: 'localhost', hosts: ['localhost'], isAuthority: true });
    await writeFile(join(folder, 'ca.pem'), tls.cert);
    server = await startPostgresServer({
      tls,
      admit: [
        'hostnossl all encrypted 127.0.0.1/32 reject',
        'host all nobody 127.0.0.1/32 reject',
        'host all with_password,rotating 127.0.0.1/32 scram-sha-256',
      ],
    });
    await server.query(`
      CREATE ROLE encrypted LOGIN; CREATE ROLE nobody LOGIN; CREATE ROLE reader LOGIN; CREATE ROLE crowded LOGIN CONNECTION LIMIT 0;
      CREATE ROLE with_password LOGIN PASSWORD '${password}'; GRANT CREATE ON SCHEMA public TO with_password, encrypted;`);
    await server.query('CREATE DATABASE closed ALLOW_CONNECTIONS false');
  }, 60_000);
  afterEach(() => outage.end());
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await tenant[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** `localhost` is the name in the certificate. */
  const byName = (url: string): string => url.replace('127.0.0.1', 'localhost');
  const ca = (): string => `sslrootcert=${join(folder, 'ca.pem')}`;

  test.each<
    [what: string, sqlState: string | undefined, url: () => string, reason: RegExp, kind: 'passing' | 'lasting']
  >([
    [
      'a connection without TLS',
      '28000',
      () => server.url('encrypted'),
      /without encryption.*sslmode=verify-full/,
      'lasting',
    ],
    [
      'the user over TLS',
      '28000',
      () => byName(`${server.url('nobody')}?${ca()}`),
      /does not admit the user/,
      'lasting',
    ],
    ['a missing password', undefined, () => server.url('with_password'), /password/, 'lasting'],
    [
      'a wrong password',
      '28P01',
      () => server.url(`with_password:wrong-${password}`),
      /rejected the password/,
      'lasting',
    ],
    ['the database', '3D000', () => server.url('postgres', 'no_such_database'), /no database of that name/, 'lasting'],
    ['to let the role create tables', '42501', () => server.url('reader'), /Grant CREATE on the schema/, 'lasting'],
    [
      'what no list knows',
      '55000',
      () => server.url('postgres', 'closed'),
      /responds with an error \(55000\)/,
      'passing',
    ],
    ['one more connection', '53300', () => server.url('crowded'), /has no free connections/, 'passing'],
    [
      'with a certificate of nobody that is trusted',
      undefined,
      () => byName(`${server.url()}?sslmode=verify-full`),
      /certificate of the database is not trusted.*sslrootcert/,
      'lasting',
    ],
    [
      'with a certificate for another name',
      undefined,
      () => `${server.url()}?sslmode=verify-full&${ca()}`,
      /certificate of the database is not for the host name/,
      'lasting',
    ],
    [
      'what is asked for in a file that is not there',
      undefined,
      () => `${server.url()}?sslrootcert=/no/such/file`,
      /sslrootcert, cannot be read/,
      'lasting',
    ],
  ])('%s: named, with its SQLSTATE in the log and without the password', async (_what, sqlState, url, reason, kind) => {
    const running = await outage.start({ databaseUrl: url() });
    await expectAway(outage, running, reason, kind);
    const log = running.logged.join('');
    expect(log).toContain(sqlState === undefined ? '"err"' : `"code":"${sqlState}"`);
    expect(log + (await running.call('GET', '/readyz')).text).not.toContain(password);
  });

  test('a role that may no longer write: named, and /readyz says not ready', async () => {
    const running = await outage.start({ databaseUrl: server.url(`with_password:${password}`) });
    await outage.add(running);
    await server.query('ALTER TABLE todos OWNER TO postgres; GRANT SELECT ON todos TO with_password');
    expect(await outage.list(running)).toMatchObject({ status: 200 });
    expect(await outage.add(running)).toMatchObject({ status: 503 });
    expect(await running.call('GET', '/readyz')).toMatchObject({ status: 503 });
    expect(running.logged.join('')).toContain('"code":"42501"');
    await server.query('DROP TABLE todos, todolist_schema');
  });

  test('a password that rotates is asked for at each new connection', async () => {
    await server.query('CREATE DATABASE rotating');
    let current = `first-${password}`;
    const asked: string[] = [];
    const rotate = async (): Promise<void> => {
      await server.query(`CREATE ROLE rotating LOGIN; ALTER DATABASE rotating OWNER TO rotating`).catch(() => {});
      await server.query(`ALTER ROLE rotating PASSWORD '${current}'`);
      await server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'rotating'");
    };
    await rotate();
    const running = await outage.start({
      databaseUrl: server.url('rotating', 'rotating'),
      databasePassword: async () => {
        asked.push(current);
        return current;
      },
    });
    await expectBack(outage, running, 0);
    current = `second-${password}`;
    await rotate();
    await expect.poll(async () => (await outage.add(running)).status).toBe(201);
    await expectBack(outage, running, 1);
    expect(new Set(asked).size).toBe(2);
  });

  test('a database that may only be read: passing, and /readyz says not ready', async () => {
    await server.query('CREATE DATABASE replaced');
    const running = await outage.start({ databaseUrl: server.url('postgres', 'replaced') });
    await outage.add(running);
    await server.query('ALTER DATABASE replaced SET default_transaction_read_only = on');
    await server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'replaced'");
    await expect.poll(async () => (await outage.list(running)).status).toBe(200);
    expect(await outage.add(running)).toMatchObject({ status: 503, headers: expect.anything() });
    expect((await running.call('GET', '/readyz')).text).toContain('is read-only');
  });

  test.each(['prefer', 'require', 'verify-ca'])(
    'sslmode=%s, as portals show it, checks the certificate and prints nothing',
    async (mode) => {
      const warnings: Error[] = [];
      const note = (warning: Error): void => void warnings.push(warning);
      process.on('warning', note);
      const running = await outage.start({ databaseUrl: byName(`${server.url('encrypted')}?sslmode=${mode}`) });
      await expectAway(outage, running, /certificate of the database is not trusted/, 'lasting');
      process.off('warning', note);
      expect(warnings).toEqual([]);
    },
  );

  test('TLS, which it does not offer, is named; over TLS it works', async () => {
    const running = await outage.start({
      databaseUrl: byName(`${server.url('encrypted')}?sslmode=verify-full&${ca()}`),
    });
    await expectBack(outage, running, 0);
    await outage.end();
    await server.query('ALTER SYSTEM SET ssl = off');
    await server.query('SELECT pg_reload_conf()');
    await expect.poll(async () => server.query('SHOW ssl')).toBe('off');
    const refused = await outage.start({ databaseUrl: `${server.url()}?sslmode=require` });
    await expectAway(outage, refused, /does not offer TLS/, 'lasting');
  });
});
