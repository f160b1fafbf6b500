import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { startEmulator } from '../src/index.ts';
import { askAs } from './ask-as.ts';
import { codeRequest, post } from './client.ts';
import { clientSecret, ids, testTenant } from './tenant.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());

const scope = `api://${ids.api}/ToDoList.Read`;
const daemon = {
  grant_type: 'client_credentials',
  client_id: ids.daemon,
  client_secret: clientSecret,
  scope: `api://${ids.api}/.default`,
};
const now = 1_790_000_000;

test('tokens of an hour are dated five minutes back and end an hour from now', async () => {
  tenant.control.setClock({ freezeAt: new Date(now * 1000).toISOString() });
  const times = { iat: now - 300, nbf: now - 300, exp: now + 3600 };
  const { body } = await post(tenant, 'token', daemon);
  expect(body.expires_in).toBe(3599);
  expect(decodeJwt(String(body.access_token))).toMatchObject(times);
  const user = (await post(tenant, 'token', await codeRequest(tenant))).body;
  expect(decodeJwt(String(user.id_token))).toMatchObject(times);
  expect(decodeJwt(await tenant.control.signToken({}))).toMatchObject(times);
});

test("a user's access tokens live for 60 to 90 minutes, each for another time, as their responses say", async () => {
  tenant.control.setClock({ freezeAt: new Date(now * 1000).toISOString() });
  const first = (await post(tenant, 'token', await codeRequest(tenant, { scope: `offline_access ${scope}` }))).body;
  const lifetimes: number[] = [];
  for (const _time of Array.from({ length: 20 })) {
    const refresh = {
      grant_type: 'refresh_token',
      client_id: ids.web,
      client_secret: clientSecret,
      refresh_token: String(first.refresh_token),
    };
    const { body } = await post(tenant, 'token', refresh);
    const { exp = 0, iat } = decodeJwt(String(body.access_token));
    expect([iat, exp - now]).toEqual([now - 300, Number(body.expires_in) + 1]);
    expect(body.ext_expires_in).toBe(body.expires_in);
    lifetimes.push(exp - now);
  }
  expect(Math.min(...lifetimes)).toBeGreaterThanOrEqual(3600);
  expect(Math.max(...lifetimes)).toBeLessThanOrEqual(5400);
  expect(new Set(lifetimes).size).toBeGreaterThan(1);
});

test('a configured lifetime holds for everyone', async () => {
  const { appId, ...api } = testTenant.applications.find((application) => application.appId === ids.api)!;
  tenant.control.updateApplication(appId, { ...api, accessTokenLifetime: 700 });
  const lifetimes = [
    (await post(tenant, 'token', await codeRequest(tenant, { scope }))).body.expires_in,
    (await post(tenant, 'token', await codeRequest(tenant, { scope }))).body.expires_in,
    (await post(tenant, 'token', daemon)).body.expires_in,
  ];
  expect(lifetimes).toEqual([700, 700, 700]);
});

test('the Date of a response is the tenant’s', async () => {
  for (const advanceSeconds of [600, -7200]) {
    tenant.control.setClock({ advanceSeconds });
    const { headers } = await post(tenant, 'token', daemon);
    expect(Math.abs(Date.parse(headers.date ?? '') - tenant.control.now())).toBeLessThan(60_000);
  }
});

test.each<[string, string, { method?: string; headers?: Record<string, string> }]>([
  ['discovery', '/{tenant}/v2.0/.well-known/openid-configuration', {}],
  ['discovery, only its headers', '/{tenant}/v2.0/.well-known/openid-configuration', { method: 'HEAD' }],
  ['keys', '/{tenant}/discovery/v2.0/keys', {}],
  ['a preflight', '/{tenant}/discovery/v2.0/keys', { method: 'OPTIONS', headers: { origin: 'https://a.example' } }],
  ['a refused token request', '/{tenant}/oauth2/v2.0/token', { method: 'POST' }],
  ['a refused device code', '/{tenant}/oauth2/v2.0/devicecode', { method: 'POST' }],
  ['a page that refuses', '/{tenant}/oauth2/v2.0/authorize', {}],
  ['sign-out', '/{tenant}/oauth2/v2.0/logout', {}],
  ['another tenant', '/fabrikam.onmicrosoft.com/v2.0/.well-known/openid-configuration', {}],
  ['no page', '/nowhere', {}],
  ['a method that is not allowed', '/{tenant}/oauth2/v2.0/token', { method: 'PUT' }],
  ['Microsoft Graph', '/v1.0/me', {}],
  ['the control API', '/_emulator/clock', {}],
  ['a name that is not its own', '/', { headers: { host: 'evil.example' } }],
])('the Date of %s is the tenant’s', async (_what, path, { method = 'GET', headers = {} }) => {
  tenant.control.setClock({ advanceSeconds: -7200 });
  const { host = `127.0.0.1:${tenant.port}`, ...others } = headers;
  const address = path.replace('{tenant}', tenant.tenantId);
  const { headers: answered } = await askAs(tenant, host, method, address, { headers: others });
  expect(Math.abs(Date.parse(answered.date ?? '') - tenant.control.now())).toBeLessThan(60_000);
});

test.each([undefined, null, 1] as const)('an API whose requestedAccessTokenVersion is %s', async (version) => {
  const api = {
    oauth2PermissionScopes: [{ value: 'Read' }],
    ...(version === undefined ? {} : { requestedAccessTokenVersion: version }),
  };
  const appId = '00001111-aaaa-2222-bbbb-0000000000e1';
  tenant.control.addApplication({ appId, displayName: 'Old API', identifierUris: [`api://${appId}`], api });
  tenant.control.addPermissionGrant({ clientId: ids.web, resourceId: appId, scope: 'Read' });
  const issuer = `https://sts.windows.net/${tenant.tenantId}/`;
  const { body } = await post(tenant, 'token', await codeRequest(tenant, { scope: `api://${appId}/Read` }));
  const token = String(body.access_token);
  expect(decodeJwt(token)).toEqual({
    aud: `api://${appId}`,
    iss: issuer,
    iat: expect.any(Number),
    nbf: expect.any(Number),
    exp: expect.any(Number),
    acr: '1',
    aio: expect.any(String),
    amr: ['pwd'],
    appid: ids.web,
    appidacr: '1',
    family_name: 'Lovelace',
    given_name: 'Ada',
    name: 'Ada Lovelace',
    oid: testTenant.users[0]?.id,
    rh: expect.any(String),
    scp: 'Read',
    sid: expect.any(String),
    sub: expect.any(String),
    tid: tenant.tenantId,
    unique_name: 'ada@contoso.com',
    upn: `${testTenant.users[0]?.id}@contoso.onmicrosoft.com`,
    uti: expect.any(String),
    ver: '1.0',
  });
  const { kid } = decodeProtectedHeader(token);
  expect(decodeProtectedHeader(token)).toEqual({ typ: 'JWT', alg: 'RS256', x5t: kid, kid });
  const app = await post(tenant, 'token', { ...daemon, scope: `api://${appId}/.default` });
  const claims = decodeJwt(String(app.body.access_token));
  expect(claims).toMatchObject({ iss: issuer, idp: issuer, appid: ids.daemon, appidacr: '1', ver: '1.0' });
  expect(claims).not.toHaveProperty('azp');
});
