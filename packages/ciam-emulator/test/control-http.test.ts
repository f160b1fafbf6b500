import { Validator } from '@seriousme/openapi-schema-validator';
import { decodeJwt } from 'jose';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { newBrowser, signInAt } from './browser.ts';
import { startEmulator } from '../src/index.ts';
import { authorizeUrl, post, signIn } from './client.ts';
import { controlApi } from './control-api.ts';
import { clientSecret, ids, testTenant } from './tenant.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());

const call = controlApi(tenant);
const scope = `api://${ids.api}/.default`;
const daemon = { grant_type: 'client_credentials', client_id: ids.daemon, client_secret: clientSecret, scope };
const appToken = async () => String((await post(tenant, 'token', daemon)).body.access_token);

describe('over HTTP', () => {
  test('everything that is described is there, and nothing else', async () => {
    const { body } = await call('GET', '/openapi.json');
    expect(body).toMatchObject({ openapi: '3.1.0', paths: { '/_emulator/clock': { get: {}, post: {} } } });
    expect(JSON.stringify(body)).not.toContain('ciam-emulator.invalid');
    expect(await new Validator().validate(JSON.parse(JSON.stringify(body)))).toMatchObject({ valid: true });
    expect(await call('GET', '/nothing')).toMatchObject({ status: 404 });
    expect(await call('DELETE', '/clock')).toMatchObject({ status: 405 });
  });

  test('adds users and applications that then sign in', async () => {
    const user = { displayName: 'Alan Turing', mail: 'alan@contoso.com', password: 'Enigma-1939' };
    expect(await call('POST', '/users', user)).toMatchObject({ status: 200, body: { mail: user.mail } });
    const appId = '00001111-aaaa-2222-bbbb-000000000077';
    await call('POST', '/applications', {
      appId,
      displayName: 'Added',
      web: { redirectUris: ['http://localhost:3000/auth/redirect'] },
    });
    const visit = await signInAt(newBrowser(), authorizeUrl(tenant, { client_id: appId }), user.mail, user.password);
    expect(visit.location).toContain('code=');
    const scoped = authorizeUrl(tenant, { client_id: appId, scope: `api://${ids.api}/ToDoList.Read` });
    expect((await newBrowser().open(scoped)).location).toContain('AADSTS65001');
    await call('POST', '/permission-grants', { clientId: appId, resourceId: ids.api, scope: 'ToDoList.Read' });
    expect((await newBrowser().open(scoped)).location).toBeUndefined();
    const appRoles = [{ value: 'Closed.Read.All', allowedMemberTypes: ['Application'] }];
    expect(await call('PATCH', `/applications/${ids.closedApi}`, { appRoles })).toMatchObject({ body: { appRoles } });
    const assignment = { principalId: ids.daemon, resourceId: ids.closedApi, appRole: 'Closed.Read.All' };
    expect(await call('POST', '/role-assignments', assignment)).toMatchObject({ status: 204 });
    const { body } = await post(tenant, 'token', { ...daemon, scope: `api://${ids.closedApi}/.default` });
    expect(decodeJwt(String(body.access_token)).roles).toEqual(['Closed.Read.All']);
    expect((await call('GET', '/state')).body).toMatchObject({ sessions: [{ applications: [appId] }] });
    expect(JSON.stringify((await call('GET', '/state')).body)).not.toMatch(/Enigma|emulator-only/);
    await call('POST', '/reset', {});
    expect(await call('GET', '/state')).toMatchObject({ body: { sessions: [], refreshTokens: [] } });
  });

  test('clock, keys, tokens, faults, requests, revocation', async () => {
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
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    await call('POST', '/sessions/revoke', { user: 'ada@contoso.com' });
    expect((await browser.open(authorizeUrl(tenant, { prompt: 'none' }))).location).toContain('AADSTS50058');
    expect(await call('POST', '/refresh-tokens/revoke', {})).toMatchObject({ status: 204 });
  });

  test('says where a body is wrong', async () => {
    expect(await call('POST', '/users', { mail: 'nobody' })).toEqual({
      status: 400,
      body: {
        code: 'control_input_invalid',
        error:
          'the input: expected the property displayName, which is missing; mail: expected an email address, found "nobody"',
      },
    });
    expect(await call('POST', '/clock', { freezeAt: 'noon' })).toMatchObject({ status: 400 });
    expect(await call('POST', '/clock', { advanceSeconds: 1e300 })).toMatchObject({ status: 400 });
    const response = await fetch(`${tenant.origin}/_emulator/clock`, { method: 'POST', body: '{' });
    expect(response.status).toBe(400);
  });

  test('lists, changes and removes users, applications, consents and assignments', async () => {
    const of = async (path: string) => (await call('GET', path)).body;
    expect(await of('/users')).toMatchObject([{ mail: 'ada@contoso.com' }, { mail: 'grace@contoso.com' }]);
    expect(JSON.stringify([await of('/users'), await of('/applications')])).not.toMatch(/Analytical|emulator-only/);
    const disabled = { accountEnabled: false };
    expect(await call('PATCH', '/users/grace%40contoso.com', disabled)).toMatchObject({ status: 200, body: disabled });
    expect(await call('DELETE', '/users/grace@contoso.com')).toEqual({ status: 204, body: undefined });
    expect(await of('/users')).toHaveLength(1);
    expect(await call('DELETE', '/users/grace@contoso.com')).toEqual({
      status: 404,
      body: { error: 'There is no user grace@contoso.com.', code: 'entry_unknown' },
    });
    const consent = new URLSearchParams({ clientId: ids.device, resourceId: ids.api }).toString();
    expect(await call('DELETE', `/permission-grants?${consent}`)).toMatchObject({ status: 204 });
    const taken = { clientId: ids.device, resourceId: ids.api };
    expect(await of('/permission-grants')).not.toContainEqual(expect.objectContaining(taken));
    const role = { principalId: ids.daemon, resourceId: ids.api, appRole: 'ToDoList.Read.All' };
    const query = new URLSearchParams(role).toString();
    expect(await call('DELETE', `/role-assignments?${query}`)).toMatchObject({ status: 204 });
    expect(await call('DELETE', `/role-assignments?${query}`)).toMatchObject({ status: 404 });
    expect(await of('/role-assignments')).not.toContainEqual(role);
    expect(decodeJwt(await appToken()).roles).toEqual(['ToDoList.ReadWrite.All']);
    expect(await call('DELETE', `/applications/${ids.daemon}`)).toMatchObject({ status: 204 });
    expect((await post(tenant, 'token', daemon)).body).toMatchObject({ error_codes: [700016] });
    expect(await call('PATCH', `/applications/${ids.daemon}`, {})).toMatchObject({ status: 404 });
  });

  test('mail by address, waited for and forgotten', async () => {
    await call('POST', '/users', { mail: 'otp@example.com', displayName: 'By code' });
    const browser = newBrowser();
    await browser.submitFrom(await browser.open(authorizeUrl(tenant)), { email: 'otp@example.com', action: 'email' });
    const { body } = await call('GET', '/inbox/next?to=OTP@example.com&timeoutMs=1000');
    expect(await call('GET', '/inbox?to=otp@example.com')).toMatchObject({ status: 200, body: [body] });
    expect(await call('GET', '/inbox?to=ada@contoso.com')).toMatchObject({ status: 200, body: [] });
    expect(await call('GET', '/inbox/next?to=ada@contoso.com&timeoutMs=10')).toEqual({
      status: 408,
      body: { error: 'No message to ada@contoso.com arrived within 10 ms.', code: 'wait_timeout' },
    });
    expect(await call('GET', '/inbox/next')).toMatchObject({ status: 400 });
    expect(await call('GET', '/inbox/next?to=x&timeoutMs=soon')).toMatchObject({ status: 400 });
    expect(await call('DELETE', '/inbox')).toMatchObject({ status: 204 });
    expect(await call('GET', '/inbox')).toMatchObject({ status: 200, body: [] });
  });

  test('is not for pages of other sites, nor for names that point here', async () => {
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
