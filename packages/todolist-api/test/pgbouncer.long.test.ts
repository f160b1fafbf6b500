import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from 'ciam-emulator';
import pg from 'pg';
import { freePort, type PostgresServer, type Program, startPostgresServer, startProgram } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goodToken } from './support/callers.ts';
import { startApi } from './support/running-api.ts';

const pgbouncer = '/usr/sbin/pgbouncer';
const serverConnections = 3;

describe.skipIf(!existsSync(pgbouncer))('PgBouncer in transaction mode', () => {
  let tenant: Emulator;
  let server: PostgresServer;
  let folder: string;
  let pooler: Program;
  let url: string;

  beforeAll(async () => {
    tenant = await startEmulator();
    server = await startPostgresServer();
    folder = await mkdtemp(join(tmpdir(), 'pgbouncer-'));
    await chmod(folder, 0o755);
    const port = await freePort();
    const settings = [
      '[databases]',
      `postgres = user=postgres host=127.0.0.1 port=${server.port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${port}`,
      'unix_socket_dir =',
      'auth_type = any',
      'pool_mode = transaction',
      `default_pool_size = ${serverConnections}`,
    ].join('\n');
    await writeFile(join(folder, 'pgbouncer.ini'), `${settings}\n`);
    // It refuses to run as root.
    const asUser = process.getuid?.() === 0 ? ['-u', 'postgres'] : [];
    pooler = startProgram(pgbouncer, [...asUser, join(folder, 'pgbouncer.ini')]);
    await pooler.printed(/process up/);
    url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  }, 60_000);
  afterAll(async () => {
    await pooler[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await tenant[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  test('instances that share its connections work, and leave no setting on them', async () => {
    const token = await goodToken(tenant);
    await using first = await startApi(tenant, { databaseUrl: url });
    await using second = await startApi(tenant, { databaseUrl: url });
    const owner = 'ada00000-0000-4000-8000-000000000001';
    const use = async (number: number): Promise<number[]> => {
      const api = number % 2 ? first : second;
      const body = { owner, description: `Number ${number}` };
      const added = await api.call('POST', '/api/todolist', { token, body });
      const path = added.headers.get('location') ?? '';
      const changed = await api.call('PUT', path, { token, body: { description: 'Changed' } });
      const gone = number % 3 ? changed : await api.call('DELETE', path, { token });
      return [added.status, changed.status, gone.status, (await api.call('GET', '/readyz')).status];
    };
    const statuses = await Promise.all(Array.from({ length: 60 }, (_, number) => use(number)));
    expect(statuses.map((each) => each.join(' '))).toEqual(
      Array.from({ length: 60 }, (_, number) => `201 200 ${number % 3 ? 200 : 204} 200`),
    );
    expect((await first.call('GET', '/api/todolist', { token })).body).toHaveLength(40);

    // One after the other, each server connection shows what was left on it.
    const clients = Array.from({ length: serverConnections }, () => new pg.Client(url));
    for (const client of clients) {
      await client.connect();
      await client.query('BEGIN');
      const { rows } = await client.query<{ statement_timeout: string }>('SHOW statement_timeout');
      expect(rows).toEqual([{ statement_timeout: '0' }]);
    }
    for (const client of clients) await client.end();
  });
});
