import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { defaultTenant, localTls, SignInRefusedError, startEmulator, UnknownEntryError } from '../src/index.ts';
import { authorizeUrl, post, verifier } from './client.ts';
import { controlApi } from './control-api.ts';
import { ada, clientSecret, grace, ids, redirectUri, testTenant } from './tenant.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());
const { control } = tenant;
const mail = 'ada@contoso.com';

const redeem = async (code: string | undefined) => {
  const client = { client_id: ids.web, client_secret: clientSecret, redirect_uri: redirectUri };
  return post(tenant, 'token', { grant_type: 'authorization_code', code, code_verifier: verifier, ...client });
};

describe('signIn without a browser', () => {
  test('gives what a browser would carry to the app, and the code is good', async () => {
    const response = await control.signIn(authorizeUrl(tenant), mail);
    expect(response).toMatchObject({ method: 'GET', fields: { code: expect.any(String), state: 'a-state' } });
    expect(response.url).toBe(`${redirectUri}?${new URLSearchParams(response.fields).toString()}`);
    const { body } = await redeem(response.fields.code);
    expect(decodeJwt(String(body.id_token))).toMatchObject({ oid: ada?.id, preferred_username: mail });
  });

  test('by object ID, with form_post and with a fragment', async () => {
    const posted = await control.signIn(
      authorizeUrl(tenant, { response_mode: 'form_post', state: '<&">' }),
      ada?.id ?? '',
    );
    expect(posted).toMatchObject({ method: 'POST', url: redirectUri, fields: { state: '<&">' } });
    expect((await redeem(posted.fields.code)).status).toBe(200);
    const hybrid = { client_id: ids.hybrid, response_type: 'code id_token', response_mode: 'fragment', nonce: 'n' };
    const { url, fields } = await control.signIn(authorizeUrl(tenant, hybrid), mail);
    expect(url.split('#')[0]).toBe(redirectUri);
    expect(decodeJwt(fields.id_token ?? '')).toMatchObject({ nonce: 'n', oid: ada?.id });
  });

  test('with the code from the inbox, where there is no password', async () => {
    control.addUser({ displayName: 'By code', mail: 'Otp@example.com' });
    expect((await control.signIn(authorizeUrl(tenant), 'otp@example.com')).fields).toHaveProperty('code');
    const flows = [{ displayName: 'x', applications: [ids.web], identityProvider: 'EmailOneTimePasscode' as const }];
    await using passcode = await startEmulator({ config: { ...defaultTenant, userFlows: flows } });
    expect((await passcode.control.signIn(authorizeUrl(passcode), mail)).fields).toHaveProperty('code');
  });

  test.each([
    { prompt: 'login' },
    { prompt: 'consent' },
    { prompt: 'create' },
    { prompt: 'select_account' },
    { login_hint: 'grace@contoso.com' },
    { login_hint: mail, prompt: 'consent' },
  ])('whatever the first page is: %j', async (fields) => {
    const { body } = await redeem((await control.signIn(authorizeUrl(tenant, fields), mail)).fields.code);
    expect(decodeJwt(String(body.id_token)).oid).toBe(ada?.id);
  });

  test('with the error that the app is sent', async () => {
    const unassigned = await control.signIn(authorizeUrl(tenant, { client_id: ids.assigned }), 'grace@contoso.com');
    expect(unassigned.fields).toMatchObject({
      error: 'access_denied',
      error_description: expect.stringContaining('AADSTS50105'),
    });
  });

  test.each([
    ['no consent', { scope: `api://${ids.closedApi}/Closed.Read` }, 'AADSTS65001'],
    ['no session', { prompt: 'none' }, 'AADSTS50058'],
  ])('with the error that the app is sent at once: %s', async (_what, fields, number) => {
    const response = await control.signIn(authorizeUrl(tenant, fields), mail);
    expect(response.fields.error_description).toContain(number);
    expect(response.fields.state).toBe('a-state');
  });

  test('with the words of the page that does not let the user through', async () => {
    const refusal = (url: string, user = mail) => control.signIn(url, user).then(() => 'none', String);
    control.updateUser('grace@contoso.com', { accountEnabled: false });
    expect(await refusal(authorizeUrl(tenant), 'grace@contoso.com')).toContain('This account is disabled.');
    const mismatch = authorizeUrl(tenant, { redirect_uri: 'http://localhost:3000/x' });
    expect(await refusal(mismatch)).toMatch(/^SignInRefusedError: AADSTS50011: The redirect URI/);
    expect(await refusal(`${tenant.origin}/nowhere`)).toContain('Page not found');
    expect(await refusal('nonsense')).toContain('authorizeUrl: expected an authorization request, found "nonsense"');
    await expect(control.signIn(authorizeUrl(tenant), 'nobody@contoso.com')).rejects.toThrow(UnknownEntryError);
    control.addFault({ endpoint: 'authorize', kind: 'status', status: 503, times: 1 });
    expect(await refusal(authorizeUrl(tenant))).toContain('The tenant responded with status 503 and no page.');
  });

  test('leaves no session behind: each is a browser of its own', async () => {
    await control.signIn(authorizeUrl(tenant), mail);
    expect((await control.signIn(authorizeUrl(tenant, { prompt: 'none' }), mail)).fields.error).toBe('login_required');
  });

  test('over TLS, under another origin, and under the name of the real service', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ciam-emulator-'));
    await using secure = await startEmulator({ tls: await localTls(folder), origin: 'https://login.contoso.example' });
    expect((await secure.control.signIn(authorizeUrl(secure), mail)).fields).toHaveProperty('code');
    const real = authorizeUrl(secure).replace('login.contoso.example', 'contoso.ciamlogin.com');
    expect((await secure.control.signIn(real, mail)).fields).toHaveProperty('code');
    await rm(folder, { recursive: true });
    await using six = await startEmulator({ host: '::1' });
    expect((await six.control.signIn(authorizeUrl(six), mail)).fields).toHaveProperty('code');
  });
});

describe('device codes without a browser', () => {
  const start = async () => {
    const { body } = await post(tenant, 'devicecode', { client_id: ids.device, scope: 'openid profile' });
    const poll = () =>
      post(tenant, 'token', {
        grant_type: 'device_code',
        client_id: ids.device,
        device_code: String(body.device_code),
      });
    return { userCode: String(body.user_code), poll };
  };

  test('are approved', async () => {
    const { userCode, poll } = await start();
    expect((await poll()).body).toMatchObject({ error: 'authorization_pending' });
    await control.approveDeviceCode(userCode.toLowerCase(), 'grace@contoso.com');
    expect(decodeJwt(String((await poll()).body.id_token)).oid).toBe(grace?.id);
    await expect(control.approveDeviceCode(userCode, mail)).rejects.toThrow('has expired, or was already used');
  });

  test('are declined', async () => {
    const { userCode, poll } = await start();
    await control.declineDeviceCode(userCode);
    expect((await poll()).body).toMatchObject({ error: 'authorization_declined' });
  });

  test('are not approved for one who may not sign in', async () => {
    const { userCode, poll } = await start();
    control.updateUser(mail, { accountEnabled: false });
    await expect(control.approveDeviceCode(userCode, mail)).rejects.toThrow(SignInRefusedError);
    expect((await poll()).body).toMatchObject({ error: 'authorization_pending' });
    await expect(control.declineDeviceCode('WRONG')).rejects.toThrow('That code is not right');
  });
});

test('the same over HTTP', async () => {
  const call = controlApi(tenant);
  const signedIn = await call('POST', '/sign-in', { authorizeUrl: authorizeUrl(tenant), user: mail });
  expect(signedIn).toMatchObject({ status: 200, body: { method: 'GET', fields: { code: expect.any(String) } } });
  expect(await call('POST', '/sign-in', { authorizeUrl: authorizeUrl(tenant), user: 'x' })).toMatchObject({
    status: 404,
  });
  const refused = await call('POST', '/sign-in', { authorizeUrl: `${tenant.origin}/nowhere`, user: mail });
  expect(refused).toEqual({ status: 400, body: { error: 'Page not found', code: 'sign_in_refused' } });
  for (const [verb, state] of [
    ['approve', 'approved'],
    ['decline', 'declined'],
  ] as const) {
    const { body } = await post(tenant, 'devicecode', { client_id: ids.device, scope: 'openid' });
    const input = { userCode: body.user_code, ...(verb === 'approve' ? { user: mail } : {}) };
    expect(await call('POST', `/device-codes/${verb}`, input)).toEqual({ status: 204, body: undefined });
    expect(control.state().deviceCodes).toContainEqual(expect.objectContaining({ state }));
  }
});
