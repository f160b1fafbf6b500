import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { createHttpClient, discoverTenant, type DiscoveryError, type TenantSettings } from '../src/index.ts';
import { localServer } from 'test-support';

const tenantId = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';
const other = 'ffffffff-0000-cccc-1111-dddd2222eeee';

/** What a tenant on `origin` responds with, with the issuer on the GUID host as Microsoft's tenants have it. */
function discoveryDocument(origin: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    token_endpoint: `${origin}/${tenantId}/oauth2/v2.0/token`,
    jwks_uri: `${origin}/${tenantId}/discovery/v2.0/keys`,
    issuer: `https://${tenantId}.ciamlogin.com/${tenantId}/v2.0`,
    authorization_endpoint: `${origin}/${tenantId}/oauth2/v2.0/authorize`,
    ...changes,
  };
}

const respondWith =
  (changes: Record<string, unknown> = {}, status = 200): RequestListener =>
  (request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'max-age=3600, private' });
    response.end(JSON.stringify(discoveryDocument(`http://${request.headers.host}`, changes)));
  };

const settingsFor = (authority: string, more: Partial<TenantSettings> = {}): TenantSettings => ({
  tenantSubdomain: 'contoso',
  authority,
  ...more,
});

describe('discoverTenant', () => {
  test('asks once, by the initial domain, and gives MSAL what it accepts', async () => {
    const asked: (string | undefined)[] = [];
    await using server = await localServer((request, response) => {
      asked.push(request.url);
      respondWith()(request, response);
    });
    const tenant = await discoverTenant(settingsFor(server.url));
    const { host, origin } = new URL(server.url);
    expect(asked).toEqual(['/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration']);
    expect(tenant).toMatchObject({
      tenantId,
      issuer: `https://${tenantId}.ciamlogin.com/${tenantId}/v2.0`,
      jwksUri: `${origin}/${tenantId}/discovery/v2.0/keys`,
      maxAgeSeconds: 3600,
      msal: { authority: `https://${host}/${tenantId}`, knownAuthorities: [host] },
    });
    expect(JSON.parse(tenant.msal.authorityMetadata)).toEqual(discoveryDocument(origin));
  });

  test('asks by the tenant ID when one is configured, and insists on it', async () => {
    const asked: (string | undefined)[] = [];
    await using server = await localServer((request, response) => {
      asked.push(request.url);
      respondWith()(request, response);
    });
    await discoverTenant(settingsFor(server.url, { tenantId }));
    expect(asked).toEqual([`/${tenantId}/v2.0/.well-known/openid-configuration`]);
    await expect(discoverTenant(settingsFor(server.url, { tenantId: other }))).rejects.toMatchObject({
      code: 'tenant_mismatch',
      message: expect.stringContaining('TENANT_ID'),
    });
  });

  test('another issuer than before is refused, the same is not', async () => {
    const changes: Record<string, unknown> = {};
    await using server = await localServer(respondWith(changes));
    const known = await discoverTenant(settingsFor(server.url));
    expect((await discoverTenant(settingsFor(server.url), { known })).issuer).toBe(known.issuer);
    changes['issuer'] = `${new URL(server.url).origin}/${other}/v2.0`;
    expect((await discoverTenant(settingsFor(server.url))).tenantId).toBe(other);
    await expect(discoverTenant(settingsFor(server.url), { known })).rejects.toMatchObject({
      code: 'tenant_mismatch',
      message: expect.stringContaining(known.issuer),
    });
  });

  test.each<[string, DiscoveryError['code'], RequestListener]>([
    ['another issuer', 'issuer_mismatch', respondWith({ issuer: `https://fabrikam.ciamlogin.com/${tenantId}/v2.0` })],
    [
      'two GUIDs in the issuer',
      'issuer_mismatch',
      respondWith({ issuer: `https://${other}.ciamlogin.com/${tenantId}/v2.0` }),
    ],
    ['no issuer', 'discovery_invalid', respondWith({ issuer: undefined })],
    [
      'a token endpoint that is http elsewhere',
      'discovery_invalid',
      respondWith({ token_endpoint: 'http://example.com/token' }),
    ],
    ['no token endpoint', 'discovery_invalid', respondWith({ token_endpoint: undefined })],
    ['a list', 'discovery_invalid', (_, response) => response.end('[]')],
    ['null', 'discovery_invalid', (_, response) => response.end('null')],
    ['HTML', 'discovery_invalid', (_, response) => response.end('<html>Welcome to the hotel network</html>')],
    [
      'a redirect',
      'discovery_invalid',
      (_, response) => response.writeHead(302, { location: 'https://example.com' }).end(),
    ],
    ['404', 'discovery_invalid', (_, response) => response.writeHead(404).end()],
    ['an unknown tenant', 'tenant_not_found', respondWith({ error: 'invalid_tenant', error_codes: [90_002] }, 400)],
    ['503', 'discovery_unreachable', (_, response) => response.writeHead(503).end('down')],
    ['a broken connection', 'discovery_unreachable', (request) => request.socket.destroy()],
    ['2 MB', 'discovery_unreachable', (_, response) => response.end('x'.repeat(2_000_000))],
  ])('%s is a %s', async (_, code, respond) => {
    await using server = await localServer(respond);
    await expect(discoverTenant(settingsFor(server.url))).rejects.toMatchObject({ name: 'DiscoveryError', code });
  });

  test('a response that trickles in without end is given up at the deadline', async () => {
    await using server = await localServer((_, response) => {
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    const http = createHttpClient({ timeoutMs: 200 });
    await expect(discoverTenant(settingsFor(server.url), { http })).rejects.toMatchObject({
      code: 'discovery_unreachable',
      message: expect.stringContaining('ETIMEDOUT'),
    });
  });

  test.each([
    ['as it is', (body: Buffer) => body, {}],
    ['compressed', gzipSync, { 'content-encoding': 'gzip' }],
  ])('a response that is too large, %s, is said to be so', async (_, encode, headers) => {
    const body = encode(Buffer.alloc(3 * 1024 * 1024, ' '));
    await using server = await localServer((_request, response) => response.writeHead(200, headers).end(body));
    await expect(discoverTenant(settingsFor(server.url))).rejects.toMatchObject({
      code: 'discovery_unreachable',
      message: expect.stringContaining('is too large'),
    });
  });

  test('nobody there: says what to start, or which setting to correct', async () => {
    const gone = await localServer(respondWith());
    await gone[Symbol.asyncDispose]();
    const place = new URL(gone.url).host;
    await expect(discoverTenant(settingsFor(gone.url))).rejects.toMatchObject({
      code: 'nothing_listening',
      message: expect.stringMatching(`^Nothing is listening at ${place}\\..*pnpm demo or pnpm emulator.*AUTHORITY`),
    });
  });

  test('a proxy that fails is named, and not the tenant', async () => {
    vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:9');
    const discovery = discoverTenant(settingsFor('https://contoso.ciamlogin.com/'));
    await expect(discovery).rejects.toMatchObject({
      name: 'DiscoveryError',
      code: 'proxy_unreachable',
      message: expect.stringMatching(/The proxy 127\.0\.0\.1:9 \(HTTPS_PROXY\) does not respond \(ECONNREFUSED\)/),
    });
    vi.unstubAllEnvs();
  });

  test('http to another machine is refused before anything is sent', async () => {
    await expect(discoverTenant(settingsFor('http://contoso.ciamlogin.com/'))).rejects.toMatchObject({
      code: 'discovery_invalid',
    });
  });

  test('the caller’s own abort stays an abort', async () => {
    await using server = await localServer(() => undefined);
    const abort = new AbortController();
    const discovery = discoverTenant(settingsFor(server.url), { signal: abort.signal });
    abort.abort();
    await expect(discovery).rejects.toMatchObject({ code: 'ERR_CANCELED' });
  });
});
