import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { decodeJwt, importPKCS8, SignJWT } from 'jose';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { newBrowser } from './browser.ts';
import { startEmulator } from '../src/index.ts';
import { type ParsedResponse, authorizeUrl, codeRequest, post } from './client.ts';
import { clientCertificate, clientKey, clientSecret, ids, testTenant } from './tenant.ts';

// Requests as MSAL Go, Java, Python and Node write them, where they differ.
const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());

const api = `api://${ids.api}`;
const graph = '00000003-0000-0000-c000-000000000000';
const daemon = { grant_type: 'client_credentials', client_id: ids.daemon, client_secret: clientSecret };

describe('the scope of client credentials', () => {
  test.each([
    ['MSAL Node', `${api}/.default`, ids.api],
    ['MSAL Go', `${api}/.default openid offline_access profile`, ids.api],
    ['MSAL Java', `openid profile offline_access ${api}/.default`, ids.api],
    ['OpenID scopes on both sides', `email openid  ${api}/.default  profile`, ids.api],
    ['the same API twice', `${api}/.default ${api}/.default`, ids.api],
    ['the API by its application ID', `${ids.api}/.default openid`, ids.api],
    ['upper case', `${api.toUpperCase()}/.DEFAULT`, ids.api],
    ['bare .default', '.default', graph],
    ['bare .default with OpenID scopes', '.default openid offline_access profile', graph],
    ['Microsoft Graph by name', 'https://graph.microsoft.com/.default', graph],
    ['Microsoft Graph with two slashes', 'https://graph.microsoft.com//.default', graph],
  ])('%s: %s', async (_client, scope, audience) => {
    const { status, body } = await post(tenant, 'token', { ...daemon, scope });
    expect(status).toBe(200);
    const { aud } = decodeJwt(String(body.access_token));
    expect(String(aud).replace('https://graph.microsoft.com', graph)).toBe(audience);
    expect(body).not.toHaveProperty('scope');
  });

  test.each([
    ['openid offline_access profile', 1002012],
    ['openid', 1002012],
    [`${api}/ToDoList.Read`, 1002012],
    [`${api}/ToDoList.Read openid`, 1002012],
    [`${api}/.default ${api}/ToDoList.Read`, 1002012],
    [`${api}.default`, 1002012],
    [`${api}/.default .default`, 70_011],
    [`${api}/.default api://${ids.olderApi}/.default`, 70_011],
    ['api://nowhere/.default openid', 500_011],
  ])('%s is refused', async (scope, number) => {
    expect((await post(tenant, 'token', { ...daemon, scope })).body).toMatchObject({ error_codes: [number] });
  });
});

describe('the thumbprint of a certificate', () => {
  const { raw } = new X509Certificate(clientCertificate);
  const ask = async (header: Record<string, string>): Promise<ParsedResponse> => {
    const alg = 'x5t#S256' in header ? 'PS256' : 'RS256';
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg, typ: 'JWT', ...header })
      .setIssuer(ids.certificate)
      .setSubject(ids.certificate)
      .setAudience(`${tenant.authority}${tenant.tenantId}/oauth2/v2.0/token`)
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(await importPKCS8(clientKey, alg));
    return post(tenant, 'token', {
      grant_type: 'client_credentials',
      client_id: ids.certificate,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      scope: `${api}/.default`,
    });
  };

  const forms: [string, (thumbprint: Buffer) => string][] = [
    ['base64url', (thumbprint) => thumbprint.toString('base64url')],
    ['padded base64url (MSAL Python)', (thumbprint) => padded(thumbprint.toString('base64url'))],
    ['base64 (MSAL Go)', (thumbprint) => thumbprint.toString('base64')],
    ['unpadded base64', (thumbprint) => thumbprint.toString('base64').replaceAll('=', '')],
  ];
  const names = [
    ['x5t', 'sha1'],
    ['x5t#S256', 'sha256'],
  ] as const;
  const cases = names.flatMap(([name, algorithm]) =>
    forms.map(([form, encode]) => ({ name, algorithm, form, encode })),
  );

  test.each(cases)('$name as $form', async ({ name, algorithm, encode }) => {
    const thumbprint = createHash(algorithm).update(raw).digest();
    expect((await ask({ [name]: encode(thumbprint) })).status).toBe(200);
    thumbprint[0] = (thumbprint[0] ?? 0) ^ 1;
    expect((await ask({ [name]: encode(thumbprint) })).body).toMatchObject({ error_codes: [700_027] });
  });

  test('that is not a thumbprint is refused', async () => {
    for (const header of [{ x5t: '' }, { x5t: '!' }, { 'x5t#S256': '' }, {}] as Record<string, string>[]) {
      expect((await ask(header)).body).toMatchObject({ error_codes: [700_027] });
    }
  });
});

test('a client and a tenant in upper case may be the issuer and the audience of an assertion', async () => {
  const id = ids.certificate.toUpperCase();
  const assertion = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'RS256', x5t: sha1Thumbprint() })
    .setIssuer(id)
    .setSubject(id)
    .setAudience(`${tenant.authority}${tenant.tenantId.toUpperCase()}/oauth2/v2.0/token`)
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(await importPKCS8(clientKey, 'RS256'));
  const { status } = await post(tenant, 'token', {
    grant_type: 'client_credentials',
    client_id: id,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    scope: `${api}/.default`,
  });
  expect(status).toBe(200);
});

function sha1Thumbprint(): string {
  return createHash('sha1').update(new X509Certificate(clientCertificate).raw).digest('base64url');
}

describe('the target of a request', () => {
  /** Sends a target that no URL parser has put in order. */
  const send = async (target: string, host: string): Promise<{ status: number | undefined; issuer: unknown }> => {
    const { port } = new URL(tenant.authority);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: target, headers: { host } }, resolve).on('error', reject).end();
    });
    const body: unknown = await json(response);
    return {
      status: response.statusCode,
      issuer: body instanceof Object && 'issuer' in body ? body.issuer : undefined,
    };
  };
  const document = '/v2.0/.well-known/openid-configuration';
  const { host, port } = new URL(tenant.authority);
  const issuer = tenant.issuer;

  test.each([
    ['a whole URL, as clients of a proxy send it', `${tenant.authority}${tenant.tenantId}${document}`, host],
    ['a whole URL, whose host counts', `http://127.0.0.1:${port}/${tenant.tenantId}${document}`, 'elsewhere.example'],
    [
      'letters, periods and hyphens that are encoded',
      `/${tenant.tenantId.replaceAll('-', '%2D')}${document.replaceAll('.', '%2e').replace('known', '%6Bnown')}`,
      host,
    ],
  ])('%s', async (_form, target, name) => {
    expect(await send(target, name)).toEqual({ status: 200, issuer });
  });

  test('the host of a whole URL must be known', async () => {
    expect(await send(`http://evil.example/${tenant.tenantId}${document}`, host)).toMatchObject({ status: 403 });
  });
});

test('a device code is given to a client that names itself in the Authorization header', async () => {
  const Authorization = `Basic ${Buffer.from(`${ids.device}:`).toString('base64')}`;
  expect((await post(tenant, 'devicecode', { scope: 'openid' }, { Authorization })).status).toBe(200);
});

function padded(text: string): string {
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

describe('a parameter without a value counts as absent', () => {
  test('the verifier, where there was no challenge (MSAL Go)', async () => {
    const request = await codeRequest(tenant, { code_challenge: undefined, code_challenge_method: undefined });
    expect((await post(tenant, 'token', { ...request, code_verifier: '' })).status).toBe(200);
  });

  test('the verifier is still needed where there was a challenge', async () => {
    const request = await codeRequest(tenant);
    const refused = await post(tenant, 'token', { ...request, code_verifier: '' });
    expect(refused.body).toMatchObject({ error_codes: [501_481] });
  });

  const optional = [
    'prompt',
    'response_mode',
    'login_hint',
    'nonce',
    'state',
    'sid',
    'max_age',
    'claims',
    'domain_hint',
  ];
  test.each(optional)('%s of an authorization request', async (name) => {
    const visit = await newBrowser().open(authorizeUrl(tenant, { [name]: '' }));
    expect([visit.status, visit.url]).toEqual([200, expect.stringContaining('/interaction/')]);
  });

  test('of a sign-out', async () => {
    const query = new URLSearchParams({
      post_logout_redirect_uri: 'http://localhost:3000/',
      state: '',
      logout_hint: '',
    });
    const url = `${tenant.authority}${tenant.tenantId}/oauth2/v2.0/logout`;
    const byQuery = await fetch(`${url}?${query}`, { redirect: 'manual' });
    const byForm = await fetch(url, { method: 'POST', body: query, redirect: 'manual' });
    for (const { headers } of [byQuery, byForm]) expect(headers.get('location')).toBe('http://localhost:3000/');
  });

  test('of a token request', async () => {
    const empty = { client_assertion: '', client_assertion_type: '', code_verifier: '', client_info: '', claims: '' };
    expect((await post(tenant, 'token', { ...daemon, ...empty, scope: `${api}/.default` })).status).toBe(200);
    const { body } = await post(tenant, 'token', { ...daemon, scope: '' });
    expect(body).toMatchObject({ error_codes: [900_144] });
  });
});
