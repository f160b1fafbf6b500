import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { globalAgent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpClient, loadEnvironment } from 'ciam-config';
import { makeCertificate, startEmulator } from 'ciam-emulator';
import { localServer } from 'test-support';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readProxied } from '../src/config.ts';
import { examineApi } from '../src/doctor/api-checks.ts';
import { examineTenant } from '../src/doctor/tenant-checks.ts';
import { createGraphClient } from '../src/graph/graph-client.ts';

const proxyFailure = /cannot be reached\. The proxy 127\.0\.0\.1:9 \(HTTPS_PROXY\) does not respond \(ECONNREFUSED\)/;

describe('a proxy that is not there is named', () => {
  beforeEach(() => void vi.stubEnv('HTTPS_PROXY', '127.0.0.1:9'));
  afterEach(() => void vi.unstubAllEnvs());

  test('not Microsoft Graph', async () => {
    const client = createGraphClient({ accessToken: 'x', wait: () => Promise.resolve() });
    await expect(client.get('/organization')).rejects.toThrow(proxyFailure);
  });

  test('not the API', async () => {
    const [finding] = await examineApi('https://api.contoso.com/api/todolist', undefined, createHttpClient());
    expect(finding).toMatchObject({ status: 'failed', text: expect.stringMatching(proxyFailure) });
  });
});

test('a proxy that rejects the password is asked once', async () => {
  let asked = 0;
  await using proxy = await localServer(() => undefined);
  proxy.server.on('connect', (_, socket) => {
    asked += 1;
    socket.end('HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n');
  });
  vi.stubEnv('HTTPS_PROXY', proxy.url.replace('http://', 'http://ada:wrong@'));
  const client = createGraphClient({ accessToken: 'x', wait: () => Promise.resolve() });
  await expect(client.get('/organization')).rejects.toThrow(/rejected the user or the password in HTTPS_PROXY/);
  expect(asked).toBe(1);
  vi.unstubAllEnvs();
});

test('doctor trusts the certificate in .env, as the programs do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'doctor-trust-'));
  vi.stubEnv('NODE_EXTRA_CA_CERTS', undefined);
  const tls = await makeCertificate({ commonName: 'contoso', hosts: ['127.0.0.1'], isAuthority: true });
  await using tenant = await startEmulator({ tls });
  await writeFile(join(folder, 'ca.pem'), tls.cert);
  await writeFile(join(folder, '.env'), 'NODE_EXTRA_CA_CERTS=ca.pem\n');
  loadEnvironment(folder);
  const settings = { tenantSubdomain: 'contoso', authority: tenant.authority };
  const { findings } = await examineTenant(settings, { http: createHttpClient(), proxied: false, now: Date.now });
  expect(findings.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(findings.map(({ check }) => check)).toContain('tls');
  delete globalAgent.options.secureContext;
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test.each([
  [{ ALL_PROXY: 'proxy:3128' }, true],
  [{ https_proxy: ' ', HTTPS_PROXY: 'proxy:3128' }, true],
  [{ HTTPS_PROXY: ' ', HTTP_PROXY: 'proxy:3128' }, false],
])('with %j, requests to the tenant leave through a proxy: %s', (env, proxied) => {
  expect(readProxied(env)).toBe(proxied);
});
