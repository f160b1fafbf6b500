import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CertificateRequest, makeCertificate } from 'ciam-emulator';
import { createClient } from 'redis';
import {
  freePort,
  isMissing,
  type PostgresServer,
  type RedisServer,
  startClusterServer,
  startPostgresServer,
  startRedisCluster,
  startRedisServer,
} from 'test-support';
import { readConfig } from 'todolist-api';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { examineDatabase, examineRedis } from '../src/doctor/storage-checks.ts';
import { ids } from './doctor-setting.ts';

async function redis(...options: string[]): Promise<RedisServer> {
  const server = await startRedisServer(...options);
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

async function ask(url: string, command: string): Promise<string> {
  const client = await createClient({ url }).connect();
  const reply: unknown = await client.sendCommand(command.split(' '));
  client.destroy();
  return `${typeof reply === 'number' ? reply : JSON.stringify(reply)}`;
}

async function clusterServer(): Promise<string> {
  const server = await startClusterServer();
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server.url;
}

async function restricted(): Promise<string> {
  const { url, port } = await redis();
  await ask(url, 'ACL SETUSER app on >sesame ~* +@all -@write');
  return `redis://app:sesame@127.0.0.1:${port}`;
}

describe.skipIf(await isMissing('redis'))('Redis', () => {
  test.each<[what: string, code: string, url: () => Promise<string>]>([
    ['a full one', 'OOM', async () => (await redis('--maxmemory', '1')).url],
    ['one that wants a password', 'NOAUTH', async () => (await redis('--requirepass', 'sesame')).url],
    ['a wrong password', 'WRONGPASS', async () => (await redis()).url.replace('//', '//nobody:sesame@')],
    ['a user who may not write', 'NOPERM', restricted],
    ['another database', 'wrong_database', async () => `${(await redis()).url}/99`],
  ])('%s is named as %s, with what to change', async (_, code, start) => {
    const [finding] = await examineRedis(await start(), ids.web);
    expect(finding).toMatchObject({ check: 'redis', program: 'web-app', status: 'failed', code });
    expect(finding?.fix).toBeUndefined();
    expect(finding?.text).toMatch(new RegExp(`^Redis refuses \\(${code}\\)\\. .+\\.$`));
    expect(finding?.text).not.toContain('sesame');
  });

  test.each<[what: string, code: string, url: () => Promise<string>]>([
    ['nothing there', 'ECONNREFUSED', async () => `redis://127.0.0.1:${await freePort()}`],
    ['a replica', 'READONLY', async () => (await redis('--replicaof', '127.0.0.1', String((await redis()).port))).url],
    ['too few replicas', 'NOREPLICAS', async () => (await redis('--min-replicas-to-write', '1')).url],
    ['a server without slots', 'CLUSTERDOWN', clusterServer],
  ])('%s may pass, and says so', async (_, code, start) => {
    const [finding] = await examineRedis(await start(), ids.web);
    expect(finding).toMatchObject({ status: 'failed', code, fix: expect.stringMatching(/^It may recover/) });
  });

  test('a cluster', async () => {
    await using cluster = await startRedisCluster({ replicas: 0 });
    await expect(examineRedis(cluster.url, ids.web)).resolves.toMatchObject([{ status: 'passed' }]);
  });

  test.each([
    ['noeviction', ['passed', 'skipped']],
    ['volatile-lru', ['passed']],
  ])('with a limit, maxmemory-policy %s is named', async (policy, statuses) => {
    const { url } = await redis('--maxmemory', '50mb', '--maxmemory-policy', policy);
    const findings = await examineRedis(url, ids.web);
    expect(findings.map(({ status }) => status)).toEqual(statuses);
    expect(findings[0]?.text).toContain(`maxmemory-policy ${policy}`);
    await expect(ask(url, 'DBSIZE')).resolves.toBe('0');
  });
});

describe.skipIf(await isMissing('postgresql'))('PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgresServer({
      admit: ['hostnossl all encrypted 127.0.0.1/32 reject', 'host all locked 127.0.0.1/32 scram-sha-256'],
    });
    await server.query(
      "CREATE ROLE encrypted LOGIN; CREATE ROLE locked LOGIN PASSWORD 'open'; CREATE ROLE reader LOGIN; CREATE ROLE crowded LOGIN CONNECTION LIMIT 0",
    );
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const examine = (url: string) =>
    examineDatabase(readConfig({ TENANT_SUBDOMAIN: 'contoso', API_CLIENT_ID: ids.api, DATABASE_URL: url }));

  test.each<[what: string, code: string, url: () => string, passes: boolean]>([
    ['no encryption', '28000', () => server.url('encrypted'), false],
    ['a wrong password', '28P01', () => server.url('locked:sesame'), false],
    ['no such database', '3D000', () => server.url('postgres', 'nothing'), false],
    ['a role that may not create tables', '42501', () => server.url('reader'), false],
    ['too many connections', '53300', () => server.url('crowded'), true],
    ['TLS, which it does not offer', 'no_tls', () => `${server.url()}?sslmode=require`, false],
    ['nothing there', 'ECONNREFUSED', () => 'postgres://127.0.0.1:9/test', true],
  ])('%s is named as %s, with what to change', async (_, code, url, passes) => {
    const finding = await examine(url());
    expect(finding).toMatchObject({ check: 'database', program: 'api', status: 'failed', code });
    expect(finding.fix ?? '').toMatch(passes ? /^It may recover/ : /^$/);
    expect(`${finding.text}${finding.fix}`).not.toContain('sesame');
  });

  test.each<[what: string, code: string, certificate: CertificateRequest, query: string]>([
    ['is not trusted', 'DEPTH_ZERO_SELF_SIGNED_CERT', { commonName: 'x', hosts: ['127.0.0.1'] }, ''],
    [
      'has expired',
      'CERT_HAS_EXPIRED',
      { commonName: 'x', hosts: ['127.0.0.1'], notAfter: new Date(0) },
      '&sslrootcert=',
    ],
    [
      'is not for the host',
      'ERR_TLS_CERT_ALTNAME_INVALID',
      { commonName: 'x', hosts: ['db.invalid'] },
      '&sslrootcert=',
    ],
  ])('one whose certificate %s is named as %s', async (_, code, certificate, query) => {
    const folder = await mkdtemp(join(tmpdir(), 'certificate-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const tls = await makeCertificate({ isAuthority: true, notBefore: new Date(-1), ...certificate });
    const ca = join(folder, 'ca.pem');
    await writeFile(ca, tls.cert);
    await using encrypted = await startPostgresServer({ tls });
    const finding = await examine(`${encrypted.url()}?sslmode=verify-full${query && query + ca}`);
    expect(finding).toMatchObject({ check: 'database', status: 'failed', code, fix: undefined });
    expect(finding.text).toMatch(/certificate/);
  });

  test('one that does what the API needs', async () => {
    await expect(examine(server.url())).resolves.toMatchObject({ status: 'passed' });
  });
});
