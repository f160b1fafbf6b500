import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { newBrowser, responseIn } from './browser.ts';
import type { TokenFaultKind } from '../src/control/faults.ts';
import { startEmulator } from '../src/index.ts';
import { authorizeUrl, codeRequest, post, signIn } from './client.ts';
import { clientSecret, ids, redirectUri, testTenant } from './tenant.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());

const scope = `api://${ids.api}/.default`;
const daemon = { grant_type: 'client_credentials', client_id: ids.daemon, client_secret: clientSecret, scope };
const keySet = () => createRemoteJWKSet(new URL(`${tenant.authority}${tenant.tenantId}/discovery/v2.0/keys`));
const appToken = async () => String((await post(tenant, 'token', daemon)).body.access_token);

const tokenUrl = `${tenant.authority}${tenant.tenantId}/oauth2/v2.0/token`;
const ask = () => fetch(tokenUrl, { method: 'POST', body: new URLSearchParams(daemon) });

describe('kinds', () => {
  test('a status with Retry-After, so many times', async () => {
    tenant.control.addFault({ endpoint: 'token', kind: 'status', status: 503, retryAfterSeconds: 7, times: 2 });
    const [first, second, third] = [await ask(), await ask(), await ask()];
    expect([first.status, second.status, third.status]).toEqual([503, 503, 200]);
    expect(first.headers.get('retry-after')).toBe('7');
    expect(tenant.control.faults).toEqual([]);
  });

  test('an OAuth error, slow_down, HTML, a delay', async () => {
    tenant.control.addFault({
      endpoint: 'token',
      kind: 'error',
      error: 'invalid_grant',
      number: 53003,
      description: 'Access has been blocked by Conditional Access policies.',
      times: 1,
    });
    expect((await post(tenant, 'token', daemon)).body).toMatchObject({ error: 'invalid_grant', error_codes: [53003] });
    const claims = '{"access_token":{"nbf":{"essential":true,"value":"1"}}}';
    const challenge = { error: 'interaction_required', number: 50076, description: 'Use multifactor.', claims };
    tenant.control.addFault({ endpoint: 'token', kind: 'error', ...challenge, times: 1 });
    expect((await post(tenant, 'token', daemon)).body).toMatchObject({ error: 'interaction_required', claims });
    tenant.control.addFault({ endpoint: 'token', kind: 'slow_down', times: 1 });
    expect((await post(tenant, 'token', daemon)).body).toMatchObject({ error: 'slow_down' });
    tenant.control.addFault({ endpoint: 'token', kind: 'html', times: 1 });
    const html = await ask();
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html']);
    tenant.control.addFault({ endpoint: 'token', kind: 'delay', milliseconds: 150, times: 1 });
    const start = performance.now();
    expect((await ask()).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(140);
  });

  test('a reset and a truncated body', async () => {
    tenant.control.addFault({ endpoint: 'token', kind: 'reset', times: 1 });
    await expect(ask()).rejects.toThrow('fetch failed');
    tenant.control.addFault({ endpoint: 'token', kind: 'truncate', times: 1 });
    const response = await ask();
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow('terminated');
  });

  test('tokens with everything wrong', async () => {
    const faulty = async (kind: Exclude<TokenFaultKind, 'claims'>) => {
      tenant.control.addFault({ endpoint: 'token', kind, times: 1 });
      return appToken();
    };
    const verify = async (token: string) => jwtVerify(token, keySet(), { issuer: tenant.issuer, audience: ids.api });
    await expect(verify(await faulty('bad_signature'))).rejects.toThrow('signature verification failed');
    await expect(verify(await faulty('wrong_issuer'))).rejects.toThrow('unexpected "iss" claim value');
    await expect(verify(await faulty('expired_token'))).rejects.toThrow('"exp" claim timestamp check failed');
    await expect(verify(await faulty('future_token'))).rejects.toThrow('"nbf" claim timestamp check failed');
    await expect(verify(await faulty('unknown_kid'))).rejects.toThrow('no applicable key found');
    tenant.control.addFault({ endpoint: 'token', kind: 'wrong_nonce', times: 1 });
    const { body } = await post(tenant, 'token', await codeRequest(tenant, { nonce: 'n' }));
    expect(decodeJwt(String(body.id_token)).nonce).toBe('another-nonce');
    await verify(await appToken());
  });

  test('a whole response: status, headers, and a body of text or JSON', async () => {
    const headers = { 'Content-Type': 'text/html', 'Cache-Control': 'max-age=0' };
    const page = { status: 203, headers, body: '<h1>Hotel</h1>' };
    tenant.control.addFault({ endpoint: 'token', kind: 'response', ...page, times: 1 });
    const html = await ask();
    expect([html.status, html.headers.get('content-type'), html.headers.get('cache-control')]).toEqual([
      203,
      'text/html',
      'max-age=0',
    ]);
    expect(await html.text()).toBe('<h1>Hotel</h1>');
    tenant.control.addFault({ endpoint: 'token', kind: 'response', status: 418, body: { tea: [1] }, times: 1 });
    const json = await ask();
    expect([json.status, json.headers.get('content-type')]).toEqual([418, 'application/json; charset=utf-8']);
    expect(await json.json()).toEqual({ tea: [1] });
    tenant.control.addFault({ endpoint: 'token', kind: 'response', status: 204, times: 1 });
    const empty = await ask();
    expect([empty.status, empty.headers.get('content-type'), await empty.text()]).toEqual([204, null, '']);
    expect((await ask()).status).toBe(200);
  });

  test('changes to the body of a successful response, and to no other', async () => {
    tenant.control.addFault({ endpoint: 'token', kind: 'change', body: { expires_in: 60, ext_expires_in: null } });
    const changed = (await post(tenant, 'token', daemon)).body;
    expect(changed).toMatchObject({ token_type: 'Bearer', expires_in: 60 });
    expect(changed).not.toHaveProperty('ext_expires_in');
    await jwtVerify(String(changed.access_token), keySet());
    const { body: refusal } = await post(tenant, 'token', { ...daemon, client_secret: 'wrong' });
    expect(refusal).toMatchObject({ error_codes: [7000215] });
    expect(refusal).not.toHaveProperty('expires_in');
    const discovery = `${tenant.authority}${tenant.tenantId}/v2.0/.well-known/openid-configuration`;
    const before: unknown = await (await fetch(discovery)).json();
    tenant.control.addFault({ endpoint: 'discovery', kind: 'change', body: { issuer: 'https://x.example', more: {} } });
    const after: unknown = await (await fetch(discovery)).json();
    expect(after).toEqual({ ...Object(before), issuer: 'https://x.example', more: {} });
  });

  test('changed claims under a signature that fits', async () => {
    const claims = { sub: null, roles: ['Another'], nested: { kept: 1 } };
    tenant.control.addFault({ endpoint: 'token', kind: 'claims', claims, times: 1 });
    const { payload } = await jwtVerify(await appToken(), keySet());
    expect(payload).toMatchObject({ aud: ids.api, roles: ['Another'], nested: { kept: 1 } });
    expect(payload).not.toHaveProperty('sub');
    expect(decodeJwt(await appToken())).toHaveProperty('sub');
  });

  test('by probability, and at discovery', async () => {
    tenant.control.addFault({ endpoint: 'token', kind: 'status', status: 500, probability: 0 });
    expect((await ask()).status).toBe(200);
    tenant.control.addFault({ endpoint: 'discovery', kind: 'wrong_issuer' });
    const document = await fetch(`${tenant.authority}${tenant.tenantId}/v2.0/.well-known/openid-configuration`);
    expect(await document.json()).toMatchObject({ issuer: 'https://login.example.com/another-tenant/v2.0' });
  });
});

describe('which request meets a fault', () => {
  const status = async () => (await ask()).status;

  test('one each, in the order they were added', async () => {
    for (const code of [500, 501])
      tenant.control.addFault({ endpoint: 'token', kind: 'status', status: code, times: 1 });
    tenant.control.addFault({ endpoint: 'token', kind: 'bad_signature', times: 1 });
    tenant.control.addFault({ endpoint: 'token', kind: 'status', status: 502, times: 1 });
    expect([await status(), await status()]).toEqual([500, 501]);
    await expect(jwtVerify(await appToken(), keySet())).rejects.toThrow('signature verification failed');
    expect([await status(), await status()]).toEqual([502, 200]);
  });

  test('after so many others', async () => {
    tenant.control.addFault({ endpoint: 'token', kind: 'status', status: 500, after: 2, times: 1 });
    expect([await status(), await status(), await status(), await status()]).toEqual([200, 200, 500, 200]);
    tenant.control.addFault({ endpoint: 'token', kind: 'expired_token', after: 1, times: 1 });
    const expiries = [
      decodeJwt(await appToken()).exp,
      decodeJwt(await appToken()).exp,
      decodeJwt(await appToken()).exp,
    ];
    expect(expiries.map((exp = 0) => exp * 1000 > Date.now())).toEqual([true, false, true]);
  });

  test('of one application alone, however it says its id', async () => {
    tenant.control.addFault({ endpoint: 'token', kind: 'status', status: 500, clientId: ids.web });
    expect(await status()).toBe(200);
    tenant.control.addFault({ endpoint: 'token', kind: 'status', status: 501, clientId: ids.daemon.toUpperCase() });
    expect(await status()).toBe(501);
    const { client_id, client_secret, ...form } = daemon;
    const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
    expect((await post(tenant, 'token', form, { authorization })).status).toBe(501);
  });

  test('of one grant type alone: the refresh fails, the sign-in does not', async () => {
    tenant.control.addFault({ endpoint: 'token', kind: 'status', status: 503, grantType: 'refresh_token' });
    const { status: signedIn, body } = await post(tenant, 'token', await codeRequest(tenant));
    expect(signedIn).toBe(200);
    const refresh = { grant_type: 'refresh_token', client_id: ids.web, client_secret: clientSecret };
    const refused = await post(tenant, 'token', { ...refresh, refresh_token: String(body.refresh_token) });
    expect(refused.status).toBe(503);
  });

  test('no preflight of a browser', async () => {
    tenant.control.addFault({ endpoint: 'token', kind: 'status', status: 500, times: 1 });
    const preflight = { method: 'OPTIONS', headers: { origin: 'http://localhost:5000' } };
    expect([(await fetch(tokenUrl, preflight)).status, await status()]).toEqual([204, 500]);
  });
});

describe('at the authorization endpoint', () => {
  const denied = { kind: 'error', error: 'access_denied', number: 53003, description: 'Blocked.', times: 1 } as const;

  test('an error goes to the app, as Entra sends it', async () => {
    tenant.control.addFault({ endpoint: 'authorize', ...denied });
    const { location = '' } = await newBrowser().open(authorizeUrl(tenant));
    expect(location.split('?')[0]).toBe(redirectUri);
    expect(Object.fromEntries(responseIn(location))).toEqual({
      error: 'access_denied',
      error_description: expect.stringMatching(/^AADSTS53003: Blocked\. Trace ID: /),
      error_uri: 'https://login.microsoftonline.com/error?code=53003',
      state: 'a-state',
    });
    tenant.control.addFault({ endpoint: 'authorize', ...denied });
    const posted = (await newBrowser().open(authorizeUrl(tenant, { response_mode: 'form_post' }))).form();
    expect(posted).toMatchObject({ action: redirectUri, fields: { error: 'access_denied', state: 'a-state' } });
    expect((await signIn(tenant)).get('code')).not.toBeNull();
  });

  test('no app receives it at an address that it did not register', async () => {
    tenant.control.addFault({ endpoint: 'authorize', ...denied });
    const visit = await newBrowser().open(authorizeUrl(tenant, { redirect_uri: 'http://localhost:3000/other' }));
    expect(visit).toMatchObject({ status: 400, location: undefined, html: expect.stringContaining('AADSTS50011') });
  });

  test('an ID token is wrong, whether the browser was signed in or not', async () => {
    const hybrid = { client_id: ids.hybrid, response_type: 'code id_token', response_mode: 'fragment', nonce: 'mine' };
    const browser = newBrowser();
    const nonceOf = (response: URLSearchParams) => decodeJwt(response.get('id_token') ?? '').nonce;
    tenant.control.addFault({ endpoint: 'authorize', kind: 'wrong_nonce', clientId: ids.hybrid, times: 2 });
    expect(nonceOf(await signIn(tenant, hybrid, browser))).toBe('another-nonce');
    const again = async () => responseIn((await browser.open(authorizeUrl(tenant, hybrid))).location ?? '');
    expect(nonceOf(await again())).toBe('another-nonce');
    expect(nonceOf(await again())).toBe('mine');
  });
});

describe('in the log', () => {
  test('a request that met a fault is there with its form, and a reset without a status', async () => {
    tenant.control.addFault({ endpoint: 'token', kind: 'status', status: 503, times: 1 });
    await ask();
    tenant.control.addFault({ endpoint: 'token', kind: 'reset', times: 1 });
    const reset = tenant.control.waitForRequest({ path: '/token' });
    await expect(ask()).rejects.toThrow('fetch failed');
    expect(await reset).toMatchObject({ status: 0 });
    const form = { ...daemon, client_secret: '***' };
    expect(tenant.control.requests).toMatchObject([
      { status: 503, form },
      { status: 0, form },
    ]);
  });

  test('a body that is not a form shows nothing of itself', async () => {
    tenant.control.addFault({ endpoint: 'token', kind: 'status', status: 503, times: 1 });
    const body = JSON.stringify({ client_secret: clientSecret });
    await fetch(tokenUrl, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(JSON.stringify(tenant.control.requests)).not.toContain(clientSecret);
  });
});
