import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startEmulator } from '../src/index.ts';
import { codeRequest, post } from './client.ts';
import { failure } from './failure.ts';
import { clientSecret, ids, redirectUri, testTenant } from './tenant.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());

const daemon = {
  grant_type: 'client_credentials',
  client_id: ids.daemon,
  client_secret: clientSecret,
  scope: `api://${ids.api}/.default`,
};

describe('single-page apps', () => {
  const origin = 'http://localhost:5000';
  const code = async () => {
    const redirect = { client_id: ids.singlePage, redirect_uri: `${origin}/` };
    const { client_secret: _secret, ...request } = await codeRequest(tenant, redirect);
    return request;
  };
  const ofSinglePage = failure(
    400,
    'invalid_request',
    9002327,
    "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
  );

  test('redeem their codes from their pages alone, and no other app does', async () => {
    expect(await post(tenant, 'token', await code())).toEqual(ofSinglePage);
    expect(await post(tenant, 'token', await codeRequest(tenant), { origin })).toEqual(
      failure(
        400,
        'invalid_request',
        9002326,
        `Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '${origin}'.`,
      ),
    );
    const response = await post(tenant, 'token', await code(), { origin });
    expect(response).toMatchObject({ status: 200, headers: { 'access-control-allow-origin': origin } });
    const { refresh_token: token } = response.body;
    const refresh = { grant_type: 'refresh_token', client_id: ids.singlePage, refresh_token: String(token) };
    expect(await post(tenant, 'token', refresh)).toEqual(ofSinglePage);
    expect(await post(tenant, 'token', { ...refresh, client_secret: clientSecret })).toEqual(ofSinglePage);
  });

  test('are the only ones whose pages may read a response', async () => {
    const elsewhere = { origin: 'http://evil.example.com' };
    const device = { client_id: ids.device, scope: 'openid' };
    for (const { headers } of [
      await post(tenant, 'token', daemon, elsewhere),
      await post(tenant, 'token', { ...daemon, client_secret: 'wrong' }, elsewhere),
      await post(tenant, 'devicecode', device, elsewhere),
      await post(tenant, 'token', daemon),
    ]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
    const refused = await post(tenant, 'token', { client_id: ids.singlePage, grant_type: 'magic' }, { origin });
    expect(refused.headers).toMatchObject({ 'access-control-allow-origin': origin });
  });

  test('have refresh tokens that end a day after the sign-in, however often they are used', async () => {
    tenant.control.setClock({ freezeAt: '2026-01-01T00:00:00Z' });
    const { body } = await post(tenant, 'token', await code(), { origin });
    const refresh = (token: unknown) =>
      post(
        tenant,
        'token',
        { grant_type: 'refresh_token', client_id: ids.singlePage, refresh_token: String(token) },
        { origin },
      );
    expect(body.refresh_token_expires_in).toBe(86_399);
    tenant.control.setClock({ advanceSeconds: 80_000 });
    const later = await refresh(body.refresh_token);
    expect(later.status).toBe(200);
    expect(later.body.refresh_token_expires_in).toBeLessThan(6400);
    tenant.control.setClock({ advanceSeconds: 10_000 });
    const signedInAt = '2026-01-01T00:00:00.000Z';
    expect(await refresh(later.body.refresh_token)).toEqual(
      failure(
        400,
        'invalid_grant',
        700084,
        `The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on ${signedInAt}.`,
      ),
    );
  });

  test('are allowed by preflight, and other origins are not', async () => {
    const preflight = (from: string) =>
      fetch(`${tenant.authority}${tenant.tenantId}/oauth2/v2.0/token`, {
        method: 'OPTIONS',
        headers: { origin: from, 'access-control-request-method': 'POST', 'access-control-request-headers': 'x-a' },
      });
    const allowed = await preflight(origin);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(allowed.headers.get('access-control-allow-headers')).toBe('x-a');
    expect((await preflight('http://evil.example.com')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('an app of several platforms', () => {
  const requestOf = async (uri: string, secret?: string) => {
    const { client_secret: _secret, ...request } = await codeRequest(tenant, {
      client_id: ids.mixed,
      redirect_uri: uri,
    });
    return { ...request, ...(secret === undefined ? {} : { client_secret: secret }) };
  };

  test('needs no secret for the codes and refresh tokens of its public redirect URIs', async () => {
    const { status, body } = await post(tenant, 'token', await requestOf('http://localhost:51234/console'));
    expect(status).toBe(200);
    const refresh = { grant_type: 'refresh_token', client_id: ids.mixed, refresh_token: String(body.refresh_token) };
    const refreshed = await post(tenant, 'token', refresh);
    expect(refreshed.status).toBe(200);
    const again = { ...refresh, refresh_token: String(refreshed.body.refresh_token) };
    expect((await post(tenant, 'token', again)).status).toBe(200);
  });

  test('needs its secret for those of the web', async () => {
    expect((await post(tenant, 'token', await requestOf(redirectUri))).body).toMatchObject({ error_codes: [7000218] });
    const { status, body } = await post(tenant, 'token', await requestOf(redirectUri, clientSecret));
    expect(status).toBe(200);
    const refresh = { grant_type: 'refresh_token', client_id: ids.mixed, refresh_token: String(body.refresh_token) };
    expect((await post(tenant, 'token', refresh)).body).toMatchObject({ error_codes: [7000218] });
  });
});

describe('a credential with the code of a public platform', () => {
  const uris = {
    publicClient: ['http://localhost/console', 'msal00001111://auth', 'https://native.example.com/oauth2/nativeclient'],
    spa: ['http://localhost:5001/', 'https://page.example.com/'],
  };
  beforeEach(() => {
    tenant.control.updateApplication(ids.mixed, {
      publicClient: { redirectUris: uris.publicClient },
      spa: { redirectUris: uris.spa },
    });
  });
  const basic = { authorization: `Basic ${btoa(`${ids.mixed}:${clientSecret}`)}` };
  const cases = [...uris.publicClient, 'http://localhost:51234/console', ...uris.spa];

  test.each(cases)('%s', async (uri) => {
    const from = uris.spa.includes(uri) ? { origin: new URL(uri).origin } : {};
    const { client_secret: secret = '', ...request } = await codeRequest(tenant, {
      redirect_uri: uri,
      client_id: ids.mixed,
    });
    for (const response of [
      await post(tenant, 'token', { ...request, client_secret: secret }, from),
      await post(tenant, 'token', request, { ...from, ...basic }),
      await post(tenant, 'token', { ...request, client_secret: 'wrong' }, from),
      await post(tenant, 'token', { ...request, client_assertion: 'a.b.c', client_assertion_type: 'x' }, from),
    ]) {
      expect([response.status, response.body.error_codes]).toEqual([401, [700_025]]);
    }
    // The code is still good, and so is what comes of it: without a credential.
    const redeemed = await post(tenant, 'token', { ...request, client_secret: '' }, from);
    expect(redeemed.status).toBe(200);
    const token = String(redeemed.body.refresh_token);
    const refresh = { grant_type: 'refresh_token', client_id: ids.mixed, refresh_token: token };
    expect((await post(tenant, 'token', { ...refresh, client_secret: secret }, from)).body).toMatchObject({
      error_codes: [700_025],
    });
    expect((await post(tenant, 'token', refresh, from)).status).toBe(200);
  });

  test('is needed for the code of the web platform', async () => {
    const request = await codeRequest(tenant, { redirect_uri: redirectUri, client_id: ids.mixed });
    const refused = await post(tenant, 'token', { ...request, client_secret: '' });
    expect(refused.body).toMatchObject({ error_codes: [7_000_218] });
    expect((await post(tenant, 'token', request)).status).toBe(200);
  });
});
