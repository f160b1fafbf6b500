import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, makeCertificate, startEmulator } from 'ciam-emulator';
import { HttpBrowser, isMissing, type RedisTls, startRedisCluster, startRedisSentinel } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBalancedApp } from './balanced-app.ts';
import { signIn } from './user.ts';

/** What docs/deploy.md says that a user of Redis needs. */
const rights =
  '~web-app:* +get +set +del +pttl +pexpire +sadd +srem +smembers +multi +exec +ping +wait +info +cluster|slots +asking'.split(
    ' ',
  );
const user = ['--user', 'app', 'on', '>a:b@c/d', ...rights];
const sentinelRights = ['masters', 'get-master-addr-by-name', 'replicas', 'sentinels'].map(
  (word) => `+sentinel|${word}`,
);
/** Between themselves, servers would want certificates that are also for clients: one has all slots. */
const byAddress = ['--cluster-announce-ip', '127.0.0.1'];
const login = `app:${encodeURIComponent('a:b@c/d')}`;

describe.skipIf(await isMissing('redis'))('over TLS, with a user who has the fewest rights', () => {
  let tenant: Emulator;
  let tls: RedisTls;
  let folder: string;
  let trusted: Record<string, string>;

  beforeAll(async () => {
    tenant = await startEmulator();
    // For no address: servers are reached by theirs, and known by the name that REDIS_URL has.
    tls = await makeCertificate({ commonName: 'redis', hosts: ['localhost'], isAuthority: true });
    folder = mkdtempSync(join(tmpdir(), 'redis-'));
    writeFileSync(join(folder, 'authority.pem'), tls.cert);
    trusted = { NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem') };
  });
  afterAll(async () => {
    await tenant.close();
    rmSync(folder, { recursive: true });
  });

  async function expectSignIn(url: string): Promise<void> {
    await using app = await startBalancedApp(tenant.authority, 2, { ...trusted, REDIS_URL: url });
    const ready = () => fetch(`${app.origin}/readyz`).then((response) => response.json());
    await expect.poll(ready, { timeout: 40_000 }).toMatchObject({ checks: { sessions: 'ok' } });
    const browser = await signIn(new HttpBrowser(), app, '/users/id');
    expect(browser.heading).toBe('ID token claims');
    const sid = /<dt>.*>sid<\/a><\/dt>\s*<dd class="value">([^<]+)/.exec(browser.html)?.[1] ?? '';
    const logout = new URLSearchParams({ sid, iss: tenant.issuer });
    expect((await fetch(`${app.origin}/auth/frontchannel-logout?${logout}`)).status).toBe(200);
    expect((await browser.open(`${app.origin}/`)).heading).toBe('Welcome');
  }

  test('users sign in and out with a cluster, whose server is known by its address', async () => {
    await using cluster = await startRedisCluster({ tls, options: [...user, ...byAddress], masters: 1, replicas: 0 });
    await expectSignIn(`rediss://${login}@localhost:${cluster.servers[0].port}`);
  });

  test('users sign in and out with Sentinels', async () => {
    await using redis = await startRedisSentinel({
      tls,
      options: user,
      sentinelLines: [`user app on >a:b@c/d ${sentinelRights.join(' ')}`],
      replicas: 1,
    });
    await expectSignIn(`rediss://${login}@localhost:${redis.sentinels[0]?.port}`);
  });

  test('a certificate for another name is refused, and /readyz says so', async () => {
    const other = await makeCertificate({ commonName: 'redis', hosts: ['redis.example'], isAuthority: true });
    writeFileSync(join(folder, 'other.pem'), other.cert);
    await using cluster = await startRedisCluster({ tls: other, masters: 1, replicas: 0 });
    await using app = await startBalancedApp(tenant.authority, 1, {
      NODE_EXTRA_CA_CERTS: join(folder, 'other.pem'),
      REDIS_URL: `rediss://localhost:${cluster.servers[0].port}`,
    });
    const ready = () => fetch(`${app.origin}/readyz`).then((response) => response.json());
    await expect.poll(ready).toMatchObject({ checks: { sessions: expect.stringContaining('redis_certificate') } });
  });
});
