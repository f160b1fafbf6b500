import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import { RequestWaitError, startEmulator } from '../src/index.ts';
import { authorizeUrl, codeRequest, post, signIn } from './client.ts';
import { ada, clientSecret, ids, testTenant } from './tenant.ts';
import { UserAgent } from './user-agent.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());

const scope = `api://${ids.api}/.default`;
const daemon = { grant_type: 'client_credentials', client_id: ids.daemon, client_secret: clientSecret, scope };
const keySet = () => createRemoteJWKSet(new URL(`${tenant.authority}${tenant.tenantId}/discovery/v2.0/keys`));
const appToken = async () => String((await post(tenant, 'token', daemon)).body.access_token);

/** Asks the control API over HTTP. */
async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${tenant.origin}/_emulator${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}

describe('clock', () => {
  it('every time in a token follows it, and it alone', async () => {
    tenant.control.setClock({ freezeAt: '2030-01-01T00:00:00Z' });
    const frozen = Date.UTC(2030) / 1000;
    expect(decodeJwt(await appToken())).toMatchObject({ iat: frozen, nbf: frozen, exp: frozen + 3599 });
    const { body } = await post(tenant, 'token', await codeRequest(tenant));
    expect(decodeJwt(String(body.id_token))).toMatchObject({ iat: frozen, exp: frozen + 3599 });
    tenant.control.setClock({ advanceSeconds: 60 });
    expect(decodeJwt(await appToken()).iat).toBe(frozen + 60);
    expect(Math.abs(Date.now() - performance.timeOrigin - performance.now())).toBeLessThan(1000);
    tenant.control.setClock({ unfreeze: true });
    expect(tenant.control.now()).toBeGreaterThanOrEqual((frozen + 60) * 1000);
    expect(tenant.control.now()).toBeLessThan((frozen + 70) * 1000);
  });

  it('two tenants of one process have each their own time', async () => {
    await using other = await startEmulator();
    tenant.control.setClock({ freezeAt: '2040-01-01T00:00:00Z' });
    const here = decodeJwt(await appToken());
    const there = decodeJwt(String((await post(other, 'token', daemon)).body.access_token));
    expect(here.iat).toBe(Date.UTC(2040) / 1000);
    expect(Math.abs((there.iat ?? 0) - Date.now() / 1000)).toBeLessThan(5);
  });

  it('sessions end by it', async () => {
    const browser = new UserAgent();
    await signIn(tenant, {}, browser);
    const silent = authorizeUrl(tenant, { prompt: 'none' });
    expect((await browser.open(silent)).location).toContain('code=');
    tenant.control.setClock({ advanceSeconds: 86_401 });
    expect((await browser.open(silent)).location).toContain('AADSTS50058');
  });

  it('a time that is none is refused', () => {
    expect(() => tenant.control.setClock({ freezeAt: 'noon' })).toThrow('between the years 1970 and 9999');
    expect(() => tenant.control.setClock({ advanceSeconds: Infinity })).toThrow('between the years 1970 and 9999');
  });
});

describe('keys and tokens', () => {
  it('rotates: the new key signs, the old stays published until it is forgotten', async () => {
    const before = await appToken();
    const { kid } = await tenant.control.rotateKeys();
    const after = await appToken();
    expect(decodeProtectedHeader(after).kid).toBe(kid);
    await jwtVerify(before, keySet());
    await jwtVerify(after, keySet());
    await tenant.control.rotateKeys({ forget: true });
    await expect(jwtVerify(before, keySet())).rejects.toThrow('no applicable key found');
  });

  it('signs any claims', async () => {
    const token = await tenant.control.signToken({ aud: 'me', roles: ['x'], exp: 1, tid: null }, { kid: 'unknown' });
    expect(decodeJwt(token)).toMatchObject({ aud: 'me', roles: ['x'], exp: 1, iss: tenant.issuer, ver: '2.0' });
    expect(decodeJwt(token)).not.toHaveProperty('tid');
    expect(decodeProtectedHeader(token)).toMatchObject({ kid: 'unknown', alg: 'RS256' });
  });
});

describe('requests', () => {
  it('are logged with their secrets masked, and can be waited for', async () => {
    const next = tenant.control.waitForRequest({ method: 'POST', path: '/token' });
    await post(tenant, 'token', daemon);
    expect(await next).toMatchObject({ status: 200, form: { ...daemon, client_secret: '***' } });
    expect(JSON.stringify(tenant.control.requests)).not.toContain(clientSecret);
    await expect(tenant.control.waitForRequest({ path: '/never' }, 20)).rejects.toThrow(RequestWaitError);
  });
});

describe('over HTTP', () => {
  it('everything that is described is there, and nothing else', async () => {
    const { body } = await call('GET', '/openapi.json');
    expect(body).toMatchObject({ openapi: '3.1.0', paths: { '/_emulator/clock': { get: {}, post: {} } } });
    expect(JSON.stringify(body)).not.toContain('ciam-emulator.invalid');
    expect(await call('GET', '/nothing')).toMatchObject({ status: 404 });
    expect(await call('DELETE', '/clock')).toMatchObject({ status: 405 });
  });

  it('adds users and applications that then sign in', async () => {
    const user = { displayName: 'Alan Turing', mail: 'alan@contoso.com', password: 'Enigma-1939' };
    expect(await call('POST', '/users', user)).toMatchObject({ status: 200, body: { mail: user.mail } });
    const appId = '00001111-aaaa-2222-bbbb-000000000077';
    await call('POST', '/applications', {
      appId,
      displayName: 'Added',
      web: { redirectUris: ['http://localhost:3000/auth/redirect'] },
    });
    const visit = await new UserAgent().signIn(authorizeUrl(tenant, { client_id: appId }), user.mail, user.password);
    expect(visit.location).toContain('code=');
    const scoped = authorizeUrl(tenant, { client_id: appId, scope: `api://${ids.api}/ToDoList.Read` });
    expect((await new UserAgent().open(scoped)).location).toContain('AADSTS65001');
    await call('POST', '/permission-grants', { clientId: appId, resourceId: ids.api, scope: 'ToDoList.Read' });
    expect((await new UserAgent().open(scoped)).location).toBeUndefined();
    const assignment = { principalId: ids.daemon, resourceId: ids.closedApi, appRole: 'Closed.Read.All' };
    expect(await call('POST', '/role-assignments', assignment)).toMatchObject({ status: 204 });
    const { body } = await post(tenant, 'token', { ...daemon, scope: `api://${ids.closedApi}/.default` });
    expect(decodeJwt(String(body.access_token)).roles).toEqual(['Closed.Read.All']);
    expect((await call('GET', '/state')).body).toMatchObject({ sessions: [{ applications: [appId] }] });
    expect(JSON.stringify((await call('GET', '/state')).body)).not.toMatch(/Enigma|emulator-only/);
    await call('POST', '/reset', {});
    expect(await call('GET', '/state')).toMatchObject({ body: { sessions: [], refreshTokens: [] } });
  });

  it('clock, keys, tokens, faults, requests, revocation', async () => {
    expect(await call('POST', '/clock', { freezeAt: '2031-01-01T00:00:00Z' })).toMatchObject({
      body: { now: '2031-01-01T00:00:00.000Z' },
    });
    expect(await call('GET', '/clock')).toMatchObject({ body: { now: '2031-01-01T00:00:00.000Z' } });
    expect(await call('POST', '/keys/rotate', {})).toMatchObject({
      status: 200,
      body: { kid: expect.stringMatching(/^[\w-]{27}$/) },
    });
    expect(await call('POST', '/tokens', { claims: { aud: 'x' } })).toMatchObject({
      body: { token: expect.stringMatching(/^ey/) },
    });
    expect(await call('POST', '/faults', { endpoint: 'token', kind: 'status', status: 500, times: 1 })).toMatchObject({
      status: 204,
    });
    expect(await call('GET', '/faults')).toMatchObject({ body: [{ kind: 'status' }] });
    expect(await call('DELETE', '/faults')).toMatchObject({ status: 204 });
    const next = call('GET', '/requests/next?path=/token&timeoutMs=3000');
    // The tenant may get to a request before it gets to the one that waits for it.
    const asking = setInterval(() => void appToken(), 20);
    expect(await next).toMatchObject({ status: 200, body: { path: `/${tenant.tenantId}/oauth2/v2.0/token` } });
    clearInterval(asking);
    expect(await call('GET', '/requests/next?path=/nowhere&timeoutMs=10')).toMatchObject({ status: 408 });
    expect(await call('GET', '/inbox')).toMatchObject({ status: 200, body: [] });
    const browser = new UserAgent();
    await signIn(tenant, {}, browser);
    await call('POST', '/sessions/revoke', { userId: ada?.id });
    expect((await browser.open(authorizeUrl(tenant, { prompt: 'none' }))).location).toContain('AADSTS50058');
    expect(await call('POST', '/refresh-tokens/revoke', {})).toMatchObject({ status: 204 });
  });

  it('says where a body is wrong', async () => {
    expect(await call('POST', '/users', { mail: 'nobody' })).toEqual({
      status: 400,
      body: {
        error:
          'the configuration: expected the property displayName, which is missing; mail: expected an e-mail address, found "nobody"',
      },
    });
    expect(await call('POST', '/clock', { freezeAt: 'noon' })).toMatchObject({ status: 400 });
    expect(await call('POST', '/clock', { advanceSeconds: 1e300 })).toMatchObject({ status: 400 });
    const response = await fetch(`${tenant.origin}/_emulator/clock`, { method: 'POST', body: '{' });
    expect(response.status).toBe(400);
  });

  it('is not for pages of other sites, nor for names that point here', async () => {
    expect(await call('GET', '/state', undefined, { origin: 'http://evil.example.com' })).toMatchObject({
      status: 403,
    });
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      request(`${tenant.origin}/_emulator/state`, { headers: { host: 'evil.example.com' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});
