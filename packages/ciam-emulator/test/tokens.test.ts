import { ConfidentialClientApplication } from '@azure/msal-node';
import { createRemoteJWKSet, decodeJwt, type JWTPayload, jwtVerify } from 'jose';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { EntraError, startEmulator, type TenantConfig, UnknownEntryError } from '../src/index.ts';
import { codeRequest, post } from './client.ts';
import { controlApi } from './control-api.ts';
import { ada, clientSecret, ids, testTenant } from './tenant.ts';

const tenant = await startEmulator({ config: testTenant });
beforeEach(() => tenant.control.reset());
afterAll(() => tenant.close());

const apiScope = `api://${ids.api}/ToDoList.Read`;
const daemon = {
  grant_type: 'client_credentials',
  client_id: ids.daemon,
  client_secret: clientSecret,
  scope: `api://${ids.api}/.default`,
};

/** Tokens are dated five minutes back, and end a second after `expires_in`. */
const livesFor = (token: unknown): number => {
  const { iat = 0, nbf, exp = 0 } = decodeJwt(String(token));
  expect(nbf).toBe(iat);
  return exp - iat - 301;
};

describe('the lifetime of tokens', () => {
  const config: TenantConfig = {
    ...testTenant,
    accessTokenLifetime: 700,
    applications: testTenant.applications.map((application) => ({
      ...application,
      ...(application.appId === ids.api ? { accessTokenLifetime: 310 } : {}),
      ...(application.appId === ids.web ? { accessTokenLifetime: 400 } : {}),
    })),
  };

  test('is the API’s for access tokens, the client’s for ID tokens, the tenant’s for all others', async () => {
    await using tenant = await startEmulator({ config });
    const { body } = await post(tenant, 'token', await codeRequest(tenant, { scope: `openid ${apiScope}` }));
    expect(body).toMatchObject({ expires_in: 310, ext_expires_in: 310 });
    expect([livesFor(body.access_token), livesFor(body.id_token)]).toEqual([310, 400]);
    const app = (await post(tenant, 'token', daemon)).body;
    expect([app.expires_in, livesFor(app.access_token)]).toEqual([310, 310]);
    const older = await codeRequest(tenant, { scope: `openid api://${ids.olderApi}/Older.Read` });
    const graph = (await post(tenant, 'token', older)).body;
    expect([graph.expires_in, livesFor(graph.access_token)]).toEqual([700, 700]);
    expect(livesFor(await tenant.control.signToken({ aud: 'x' }))).toBe(700);
    tenant.control.updateApplication(ids.api, { accessTokenLifetime: 60 });
    expect(livesFor((await post(tenant, 'token', daemon)).body.access_token)).toBe(60);
  });

  test('below 300 seconds MSAL asks for a new token each time, above it does not', async () => {
    const fromCache = async (accessTokenLifetime: number) => {
      await using tenant = await startEmulator({ config: { ...testTenant, accessTokenLifetime } });
      const msal = new ConfidentialClientApplication({ auth: { ...tenant.msalAuth(ids.daemon), clientSecret } });
      const ask = () => msal.acquireTokenByClientCredential({ scopes: [daemon.scope] });
      await ask();
      return (await ask())?.fromCache;
    };
    expect([await fromCache(290), await fromCache(400)]).toEqual([false, true]);
  });

  test.each([
    [0, 'a whole number of seconds, at most a day'],
    [86_401, 'a whole number of seconds, at most a day'],
    [1.5, 'an integer'],
  ])('cannot be %s', async (accessTokenLifetime, expected) => {
    await expect(startEmulator({ config: { ...testTenant, accessTokenLifetime } })).rejects.toThrow(
      `accessTokenLifetime: expected ${expected}, found ${accessTokenLifetime}`,
    );
  });
});

describe('issueToken', () => {
  /** All claims but those that differ from token to token. */
  const lasting = async (token: string): Promise<JWTPayload> => {
    const keys = createRemoteJWKSet(new URL(`${tenant.authority}${tenant.tenantId}/discovery/v2.0/keys`));
    const { payload } = await jwtVerify(token, keys);
    expect(payload).toMatchObject({ aio: expect.any(String), rh: expect.any(String), uti: expect.any(String) });
    expect(livesFor(token)).toBeGreaterThanOrEqual(3599);
    const passing = new Set(['aio', 'rh', 'uti', 'sid', 'iat', 'nbf', 'exp']);
    return Object.fromEntries(Object.entries(payload).filter(([name]) => !passing.has(name)));
  };

  test('is the token that the flow ends with', async () => {
    const flow = (await post(tenant, 'token', await codeRequest(tenant, { scope: apiScope }))).body;
    const issued = await tenant.control.issueToken({ clientId: ids.web, user: ada?.mail ?? '', scopes: [apiScope] });
    expect(await lasting(issued)).toEqual(await lasting(String(flow.access_token)));
    const app = (await post(tenant, 'token', daemon)).body;
    const itself = await tenant.control.issueToken({ clientId: ids.daemon, scopes: [daemon.scope] });
    expect(await lasting(itself)).toEqual(await lasting(String(app.access_token)));
    const graphScopes = ['openid', 'profile', 'User.Read'];
    const graph = (await post(tenant, 'token', await codeRequest(tenant, { scope: graphScopes.join(' ') }))).body;
    const forGraph = await tenant.control.issueToken({ clientId: ids.web, user: ada?.id ?? '', scopes: graphScopes });
    expect(await lasting(forGraph)).toEqual(await lasting(String(graph.access_token)));
  });

  test('with claims laid over it', async () => {
    const issue = { clientId: ids.device, user: 'ada@contoso.com', scopes: [apiScope] };
    const token = await tenant.control.issueToken({ ...issue, claims: { exp: 1, oid: null } });
    expect(decodeJwt(token)).toMatchObject({ exp: 1, azp: ids.device, azpacr: '0', scp: 'ToDoList.Read' });
    expect(decodeJwt(token)).not.toHaveProperty('oid');
  });

  test.each([
    [
      'a scope without consent',
      { user: 'ada@contoso.com', scopes: [`api://${ids.closedApi}/Closed.Read`] },
      'AADSTS65001',
    ],
    ['no such scope', { user: 'ada@contoso.com', scopes: [`api://${ids.api}/None`] }, 'AADSTS70011'],
    ['two APIs', { user: 'ada@contoso.com', scopes: [apiScope, 'User.Read'] }, 'AADSTS28000'],
    ['an app that asks for a scope', { scopes: [apiScope] }, 'AADSTS1002012'],
  ])('is refused as the flow is: %s', async (_what, issue, code) => {
    const refused = tenant.control.issueToken({ clientId: ids.web, ...issue });
    await expect(refused).rejects.toThrow(EntraError);
    await expect(refused).rejects.toMatchObject({ code });
  });

  test('is refused for someone who is not there', async () => {
    const issue = { clientId: ids.web, scopes: [apiScope] };
    await expect(tenant.control.issueToken({ ...issue, user: 'x@y.z' })).rejects.toThrow(UnknownEntryError);
    await expect(tenant.control.issueToken({ ...issue, clientId: 'x' })).rejects.toThrow(UnknownEntryError);
  });

  test('over HTTP', async () => {
    const call = controlApi(tenant);
    const issue = { clientId: ids.web, user: 'ada@contoso.com', scopes: [apiScope] };
    const { body } = await call('POST', '/tokens/issue', issue);
    expect(decodeJwt((body as { token: string }).token)).toMatchObject({ scp: 'ToDoList.Read', oid: ada?.id });
    expect(await call('POST', '/tokens/issue', { ...issue, scopes: [`api://${ids.api}/None`] })).toMatchObject({
      status: 400,
      body: { code: 'AADSTS70011' },
    });
    expect(await call('POST', '/tokens/issue', { ...issue, user: 'x' })).toMatchObject({ status: 404 });
  });
});
