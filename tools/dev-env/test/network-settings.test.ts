import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { globalAgent } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tls from 'node:tls';
import { discoverTenant, loadEnvironment } from 'ciam-config';
import { type Emulator, makeCertificate, startEmulator } from 'ciam-emulator';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { connectProxy, type ConnectProxy } from './connect-proxy.ts';

interface Trust {
  rootCertificates: readonly string[];
  /** Since Node 22.19. */
  setDefaultCACertificates?: (certificates: readonly string[]) => void;
}
const { rootCertificates, setDefaultCACertificates }: Trust = tls;

/** A local tenant behind TLS that answers as contoso.ciamlogin.com, a proxy that leads there, and a program's folder. */
describe('what .env says of the network', () => {
  let folder: string;
  let emulator: Emulator;
  let proxy: ConnectProxy;
  let pair: { key: string; cert: string };
  const tenant = { tenantSubdomain: 'contoso', authority: 'https://contoso.ciamlogin.com/' };

  // A connection or TLS session that is used again was trusted before.
  const keepSessions = (maxCachedSessions: number): void => void Object.assign(globalAgent, { maxCachedSessions });

  beforeAll(async () => {
    keepSessions(0);
    folder = await mkdtemp(join(tmpdir(), 'network-settings-'));
    const hosts = ['contoso.ciamlogin.com', '127.0.0.1'];
    pair = await makeCertificate({ commonName: 'contoso', hosts, isAuthority: true });
    await writeFile(join(folder, 'ca.pem'), pair.cert);
    emulator = await startEmulator({ tls: pair, issuer: 'guid-host' });
    proxy = await connectProxy(Number(new URL(emulator.origin).port));
    for (const name of [
      'HTTPS_PROXY',
      'https_proxy',
      'NO_PROXY',
      'no_proxy',
      'ALL_PROXY',
      'all_proxy',
      'NODE_EXTRA_CA_CERTS',
    ]) {
      vi.stubEnv(name, undefined);
    }
  });
  afterEach(() => {
    delete globalAgent.options.secureContext;
    globalAgent.destroy();
    for (const name of ['HTTPS_PROXY', 'NO_PROXY']) delete process.env[name];
  });
  afterAll(async () => {
    keepSessions(100);
    vi.unstubAllEnvs();
    await proxy[Symbol.asyncDispose]();
    await emulator.close();
    await rm(folder, { recursive: true });
  });

  const load = async (text: string): Promise<void> => {
    await writeFile(join(folder, '.env'), text);
    loadEnvironment(folder);
  };

  test('proxy and certificate count for what goes to the tenant', async () => {
    await load(`HTTPS_PROXY=${new URL(proxy.url).host}\nNODE_EXTRA_CA_CERTS=ca.pem\n`);
    expect(await discoverTenant(tenant)).toMatchObject({ tenantId: emulator.tenantId });
    expect(proxy.asked).toContain('contoso.ciamlogin.com:443');
  });

  test('a proxy over https whose certificate is not trusted is named, and not the tenant', async () => {
    await load(`HTTPS_PROXY=https://127.0.0.1:${new URL(emulator.origin).port}\n`);
    const message = expect.stringMatching(/The certificate of the proxy 127\.0\.0\.1:\d+ .*NODE_EXTRA_CA_CERTS/);
    await expect(discoverTenant(tenant)).rejects.toMatchObject({ code: 'proxy_unreachable', message });
  });

  test('the certificate counts for a proxy over https, too', async () => {
    const secure = tls.createServer(pair, (client) => {
      const inner = connect(Number(new URL(proxy.url).port), '127.0.0.1');
      client.on('error', () => inner.destroy());
      inner.on('error', () => client.destroy());
      client.pipe(inner).pipe(client);
    });
    const { port } = await new Promise<{ port: number }>((resolve) => {
      secure.listen(0, '127.0.0.1', () => resolve(Object.assign({ port: 0 }, secure.address())));
    });
    const asked = proxy.asked.length;
    await load(`HTTPS_PROXY=https://127.0.0.1:${port}\nNODE_EXTRA_CA_CERTS=ca.pem\n`);
    expect(await discoverTenant(tenant)).toMatchObject({ tenantId: emulator.tenantId });
    expect(proxy.asked.length).toBeGreaterThan(asked);
    secure.close();
  });

  test('the certificate counts without a proxy, and without it there is no trust', async () => {
    const direct = { ...tenant, authority: emulator.authority };
    await expect(discoverTenant(direct)).rejects.toThrow(/NODE_EXTRA_CA_CERTS/);
    await load(`NODE_EXTRA_CA_CERTS=${join(folder, 'ca.pem')}\n`);
    expect(await discoverTenant(direct)).toMatchObject({ tenantId: emulator.tenantId });
  });

  test('the certificate may be in UTF-16, or have comments in another encoding', async () => {
    const direct = { ...tenant, authority: emulator.authority };
    for (const bytes of [
      Buffer.from(`\uFEFF${pair.cert}`, 'utf16le'),
      Buffer.from(`# Größe\n${pair.cert}`, 'latin1'),
    ]) {
      await writeFile(join(folder, 'other-encoding.pem'), bytes);
      delete globalAgent.options.secureContext;
      globalAgent.destroy();
      await load('NODE_EXTRA_CA_CERTS=other-encoding.pem\n');
      expect(await discoverTenant(direct)).toMatchObject({ tenantId: emulator.tenantId });
    }
  });

  test('the real environment wins for the certificate', async () => {
    vi.stubEnv('NODE_EXTRA_CA_CERTS', join(folder, 'another.pem'));
    await load('NODE_EXTRA_CA_CERTS=ca.pem\n');
    const direct = { ...tenant, authority: emulator.authority };
    await expect(discoverTenant(direct)).rejects.toThrow(/NODE_EXTRA_CA_CERTS/);
    vi.stubEnv('NODE_EXTRA_CA_CERTS', undefined);
  });

  test.skipIf(!setDefaultCACertificates)('the certificate joins those that Node trusts already', async () => {
    const other = await makeCertificate({ commonName: 'other', isAuthority: true });
    await writeFile(join(folder, 'other.pem'), other.cert);
    setDefaultCACertificates?.([pair.cert]);
    await load('NODE_EXTRA_CA_CERTS=other.pem\n');
    const direct = discoverTenant({ ...tenant, authority: emulator.authority });
    expect(await direct.finally(() => setDefaultCACertificates?.(rootCertificates))).toMatchObject({
      tenantId: emulator.tenantId,
    });
  });

  test('NO_PROXY counts, and the real environment wins under the name in either case', async () => {
    await load('HTTPS_PROXY=127.0.0.1:9\nNO_PROXY=ciamlogin.com\n');
    expect([process.env['HTTPS_PROXY'], process.env['NO_PROXY']]).toEqual(['127.0.0.1:9', 'ciamlogin.com']);
    delete process.env['HTTPS_PROXY'];
    await load('https_proxy=127.0.0.1:8\n');
    expect(process.env['HTTPS_PROXY']).toBe('127.0.0.1:8');
    delete process.env['HTTPS_PROXY'];
    vi.stubEnv('https_proxy', 'real:1');
    await load('HTTPS_PROXY=127.0.0.1:9\n');
    expect(process.env['HTTPS_PROXY']).toBeUndefined();
    vi.stubEnv('https_proxy', undefined);
  });

  test('quotes that docker --env-file leaves around a proxy are not part of its address', async () => {
    vi.stubEnv('HTTPS_PROXY', `"${proxy.url}"`);
    await load('NODE_EXTRA_CA_CERTS=ca.pem\n');
    const asked = proxy.asked.length;
    expect(await discoverTenant(tenant)).toMatchObject({ tenantId: emulator.tenantId });
    expect(proxy.asked.length).toBeGreaterThan(asked);
  });

  test.each([
    ['nowhere.pem', /names a file that cannot be read \(ENOENT\)/],
    ['file:///etc/ssl/ca.pem', /is a URL, not the path of a file/],
    ['.env', /names a file without a certificate/],
    ['broken.pem', /names a file with a certificate that cannot be read/],
  ])('NODE_EXTRA_CA_CERTS=%s is a problem that says so', async (file, problem) => {
    await writeFile(join(folder, 'broken.pem'), '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
    await expect(load(`NODE_EXTRA_CA_CERTS=${file}\n`)).rejects.toThrow(problem);
  });
});
