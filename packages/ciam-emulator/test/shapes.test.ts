import { X509Certificate, createHash } from 'node:crypto';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { newBrowser, responseIn, signInAt } from './browser.ts';
import { startEmulator } from '../src/index.ts';
import { authorizeUrl, codeRequest, post, signIn, verifier } from './client.ts';
import { ada, adaHint, clientSecret, ids, redirectUri, testTenant } from './tenant.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());

const base = `${tenant.authority}${tenant.tenantId}`;
const fileScope = `api://${ids.api}/ToDoList.Read`;
const refreshWith = (token: unknown) => ({
  grant_type: 'refresh_token',
  client_id: ids.web,
  client_secret: clientSecret,
  refresh_token: String(token),
});
const clientInfo = Buffer.from(JSON.stringify({ uid: ada?.id, utid: tenant.tenantId })).toString('base64url');
const token = expect.stringMatching(/^ey[\w-]+\.ey[\w-]+\.[\w-]+$/);
const opaque = expect.stringMatching(/^[\w.-]{16,}$/);
const sessionId = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
/** 60 to 90 minutes. */
const betweenHours = expect.toSatisfy((seconds: number) => seconds >= 3599 && seconds <= 5399);
const pairwise = expect.stringMatching(/^[\w-]{43}$/);

describe('discovery and keys', () => {
  test('has exactly the fields of a real tenant, in their order, by either name of the tenant', async () => {
    const document = {
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      issuer: `${base}/v2.0`,
      request_uri_parameter_supported: false,
      userinfo_endpoint: `${tenant.origin}/oidc/userinfo`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      http_logout_supported: true,
      frontchannel_logout_supported: true,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      claims_supported:
        'sub iss cloud_instance_name cloud_instance_host_name cloud_graph_host_name msgraph_host aud exp iat auth_time acr nonce preferred_username name tid ver at_hash c_hash email'.split(
          ' ',
        ),
      kerberos_endpoint: `${base}/kerberos`,
      tenant_region_scope: 'NA',
      cloud_instance_name: 'microsoftonline.com',
      cloud_graph_host_name: 'graph.windows.net',
      msgraph_host: 'graph.microsoft.com',
      rbac_url: 'https://pas.windows.net',
    };
    for (const alias of [tenant.tenantId, 'contoso.onmicrosoft.com', 'CONTOSO.onmicrosoft.com']) {
      const response = await fetch(`${tenant.authority}${alias}/v2.0/.well-known/openid-configuration`);
      expect(await response.text()).toBe(JSON.stringify(document));
      expect(response.headers.get('cache-control')).toBe('max-age=86400, private');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    }
  });

  test('publishes several RSA keys with their certificates, and no alg', async () => {
    const response = await fetch(`${base}/discovery/v2.0/keys`);
    const { keys }: { keys: Record<string, unknown>[] } = JSON.parse(await response.text());
    expect(keys.length).toBeGreaterThan(1);
    for (const key of keys) {
      expect(Object.keys(key)).toEqual(['kty', 'use', 'kid', 'x5t', 'n', 'e', 'x5c', 'issuer']);
      expect(key).toMatchObject({ kty: 'RSA', use: 'sig', x5t: key.kid, e: 'AQAB', issuer: `${base}/v2.0` });
      expect(key.kid).toMatch(/^[\w-]{27}$/);
      const [der] = [key.x5c].flat();
      const certificate = new X509Certificate(Buffer.from(String(der), 'base64'));
      expect(certificate.publicKey.export({ format: 'jwk' })).toMatchObject({ n: key.n, e: key.e });
      expect(createHash('sha1').update(certificate.raw).digest('base64url')).toBe(key.kid);
      expect(certificate.verify(certificate.publicKey)).toBe(true);
    }
  });
});

describe('token responses', () => {
  test('client_credentials: an app without an Application ID URI may ask for a token for itself', async () => {
    const { body, status } = await post(tenant, 'token', {
      grant_type: 'client_credentials',
      client_id: ids.daemon,
      client_secret: clientSecret,
      scope: `${ids.daemon}/.default`,
    });
    expect(status).toBe(200);
    expect(decodeJwt(String(body.access_token))).toMatchObject({ aud: ids.daemon, appid: ids.daemon });
  });

  test('client_credentials: no scope, no client_info, claims of an app', async () => {
    const request = {
      grant_type: 'client_credentials',
      client_id: ids.daemon,
      client_secret: clientSecret,
      scope: `api://${ids.api}/.default`,
      client_info: '1',
    };
    const { body, headers, status } = await post(tenant, 'token', request);
    expect(status).toBe(200);
    expect(body).toEqual({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: token });
    expect(headers).toMatchObject({
      'cache-control': 'no-store, no-cache',
      pragma: 'no-cache',
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-ms-request-id': sessionId,
    });
    const claims = decodeJwt(String(body.access_token));
    const { iat = 0 } = claims;
    expect(claims).toEqual({
      aud: ids.api,
      iss: tenant.issuer,
      iat,
      nbf: iat,
      exp: iat + 3900,
      aio: opaque,
      azp: ids.daemon,
      azpacr: '1',
      idtyp: 'app',
      oid: claims.sub,
      rh: opaque,
      roles: ['ToDoList.Read.All', 'ToDoList.ReadWrite.All'],
      sub: sessionId,
      tid: tenant.tenantId,
      uti: opaque,
      ver: '2.0',
    });
    expect(decodeProtectedHeader(String(body.access_token))).toEqual({
      typ: 'JWT',
      alg: 'RS256',
      kid: expect.stringMatching(/^[\w-]{27}$/),
    });
    const keys = createRemoteJWKSet(new URL(`${base}/discovery/v2.0/keys`));
    await jwtVerify(String(body.access_token), keys, {
      issuer: tenant.issuer,
      audience: ids.api,
      algorithms: ['RS256'],
    });
    const withoutIdtyp = await post(tenant, 'token', { ...request, scope: `api://${ids.olderApi}/.default` });
    expect(decodeJwt(String(withoutIdtyp.body.access_token))).not.toHaveProperty('idtyp');
  });

  test('authorization_code: id_token by openid, refresh_token by offline_access, client_info when asked', async () => {
    const everything = await codeRequest(tenant, {
      scope: `openid profile email offline_access ${fileScope}`,
      nonce: 'n',
    });
    const { body } = await post(tenant, 'token', { ...everything, client_info: '1' });
    expect(body).toEqual({
      token_type: 'Bearer',
      scope: fileScope,
      expires_in: betweenHours,
      ext_expires_in: body.expires_in,
      access_token: token,
      refresh_token: opaque,
      id_token: token,
      client_info: clientInfo,
    });
    const idToken = decodeJwt(String(body.id_token));
    const { iat = 0 } = idToken;
    expect(idToken).toEqual({
      aud: ids.web,
      iss: tenant.issuer,
      iat,
      nbf: iat,
      exp: iat + 3900,
      aio: opaque,
      email: 'ada@contoso.com',
      login_hint: opaque,
      name: 'Ada Lovelace',
      nonce: 'n',
      oid: ada?.id,
      preferred_username: 'ada@contoso.com',
      rh: opaque,
      sid: sessionId,
      sub: pairwise,
      tid: tenant.tenantId,
      uti: opaque,
      ver: '2.0',
    });
    expect(decodeJwt(String(body.access_token))).toEqual({
      aud: ids.api,
      iss: tenant.issuer,
      iat,
      nbf: iat,
      exp: iat + 301 + Number(body.expires_in),
      aio: opaque,
      azp: ids.web,
      azpacr: '1',
      name: 'Ada Lovelace',
      oid: ada?.id,
      preferred_username: 'ada@contoso.com',
      rh: opaque,
      scp: 'ToDoList.Read',
      sid: idToken.sid,
      sub: pairwise,
      tid: tenant.tenantId,
      uti: opaque,
      ver: '2.0',
    });
    expect(decodeJwt(String(body.access_token)).sub).not.toBe(idToken.sub);
  });

  test('authorization_code with openid alone: no profile claims, no nonce, and a token for Microsoft Graph', async () => {
    const { body } = await post(tenant, 'token', await codeRequest(tenant, { scope: 'openid' }));
    expect(Object.keys(body)).toEqual([
      'token_type',
      'scope',
      'expires_in',
      'ext_expires_in',
      'access_token',
      'id_token',
    ]);
    expect(Object.keys(decodeJwt(String(body.id_token)))).toEqual(
      'aud iss iat nbf exp aio rh sid sub tid uti ver login_hint'.split(' '),
    );
    expect(decodeJwt(String(body.access_token))).toMatchObject({
      aud: '00000003-0000-0000-c000-000000000000',
      scp: 'openid',
    });
    const api = await post(tenant, 'token', await codeRequest(tenant, { scope: fileScope }));
    expect(Object.keys(api.body)).toEqual(['token_type', 'scope', 'expires_in', 'ext_expires_in', 'access_token']);
  });

  test('refresh: a new token each time while the old one lives on, for any API with consent, .default included', async () => {
    const { body } = await post(tenant, 'token', await codeRequest(tenant));
    const first = await post(tenant, 'token', refreshWith(body.refresh_token));
    expect(first.body).toMatchObject({ refresh_token: opaque, id_token: token });
    expect(first.body.refresh_token).not.toBe(body.refresh_token);
    const again = await post(tenant, 'token', {
      ...refreshWith(body.refresh_token),
      scope: `api://${ids.api}/.default`,
    });
    expect(again.body.scope).toBe(`${fileScope} ${fileScope}Write api://${ids.api}/.default`);
    expect(decodeJwt(String(again.body.access_token))).toMatchObject({ scp: 'ToDoList.Read ToDoList.ReadWrite' });
    const older = await post(tenant, 'token', {
      ...refreshWith(again.body.refresh_token),
      scope: `${ids.olderApi}/Older.Read`,
    });
    expect(decodeJwt(String(older.body.access_token))).toMatchObject({
      ver: '1.0',
      aud: `api://${ids.olderApi}`,
      iss: `https://sts.windows.net/${tenant.tenantId}/`,
      appid: ids.web,
      appidacr: '1',
      scp: 'Older.Read',
    });
    const unnamed = await post(tenant, 'token', refreshWith(older.body.refresh_token));
    expect(unnamed.status).toBe(200);
  });

  test('a plain code challenge, a secret in the Authorization header, and a GUID in upper case', async () => {
    const response = await signIn(tenant, { code_challenge: verifier, code_challenge_method: 'plain' });
    const headers = { authorization: `Basic ${Buffer.from(`${ids.web}:${clientSecret}`).toString('base64')}` };
    const request = {
      grant_type: 'authorization_code',
      code: response.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    };
    expect((await post(tenant, 'token', request, headers)).status).toBe(200);
    const daemon = {
      grant_type: 'client_credentials',
      client_id: ids.daemon.toUpperCase(),
      client_secret: clientSecret,
      scope: `${ids.api}/.default`,
    };
    expect((await post(tenant, 'token', daemon)).status).toBe(200);
  });
});

describe('authorization responses', () => {
  test.each(['query', 'fragment'])('%s', async (mode) => {
    const browser = newBrowser();
    const visit = await signInAt(
      browser,
      authorizeUrl(tenant, { response_mode: mode, client_info: '1' }),
      'ada@contoso.com',
      'Analytical-Engine-1843',
    );
    const location = new URL(visit.location ?? '');
    expect(mode === 'fragment' ? location.search : location.hash).toBe('');
    expect(Object.fromEntries(responseIn(location.href))).toEqual({
      code: opaque,
      client_info: clientInfo,
      session_state: sessionId,
      state: 'a-state',
    });
  });

  test('form_post, for a session that is there already', async () => {
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    const form = (await browser.open(authorizeUrl(tenant, { response_mode: 'form_post', prompt: 'none' }))).form();
    expect(form).toMatchObject({
      action: redirectUri,
      fields: { code: opaque, session_state: sessionId, state: 'a-state' },
    });
  });

  test('the hybrid flow, with c_hash and the optional claims', async () => {
    const fields = { client_id: ids.hybrid, response_type: 'code id_token', nonce: 'n' };
    const response = await signIn(tenant, fields);
    const code = response.get('code') ?? '';
    const half = createHash('sha256').update(code).digest().subarray(0, 16).toString('base64url');
    const claims = decodeJwt(response.get('id_token') ?? '');
    expect(claims).toMatchObject({
      c_hash: half,
      nonce: 'n',
      email: 'ada@contoso.com',
      acct: 0,
      groups: [expect.any(String)],
    });
    expect(claims.auth_time).toBeTypeOf('number');
    const alone = await signIn(tenant, { ...fields, response_type: 'id_token' });
    expect([...alone.keys()]).toEqual(['id_token', 'session_state', 'state']);
  });

  test('localhost matches on any port', async () => {
    const visit = await newBrowser().open(
      authorizeUrl(tenant, { redirect_uri: 'http://localhost:54321/auth/redirect' }),
    );
    expect(visit.status).toBe(200);
  });
});

describe('device code', () => {
  test('the response, either grant type, and the token', async () => {
    const { body, headers } = await post(tenant, 'devicecode', {
      client_id: ids.device,
      scope: 'openid profile offline_access',
    });
    const uri = `${tenant.origin}/common/oauth2/deviceauth`;
    const userCode = String(body.user_code);
    expect(body).toEqual({
      user_code: expect.stringMatching(/^[A-Z0-9]{9}$/),
      device_code: opaque,
      verification_uri: uri,
      expires_in: 900,
      interval: 1,
      message: `To sign in, use a web browser to open the page ${uri} and enter the code ${userCode} to authenticate.`,
    });
    expect(headers['cache-control']).toBe('no-store, no-cache');
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    const confirm = await browser.submitFrom(await browser.open(uri), { user_code: userCode.toLowerCase() });
    await browser.submitFrom(confirm, { confirm: 'yes' });
    const poll = { client_id: ids.device, device_code: String(body.device_code), client_info: '1' };
    const response = await post(tenant, 'token', {
      ...poll,
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    });
    expect(response.body).toEqual({
      token_type: 'Bearer',
      scope: 'openid profile',
      expires_in: betweenHours,
      ext_expires_in: response.body.expires_in,
      access_token: token,
      refresh_token: opaque,
      id_token: token,
      client_info: clientInfo,
    });
    expect(decodeJwt(String(response.body.access_token))).toMatchObject({ appidacr: '0', scp: 'openid profile' });
    const twice = await post(tenant, 'token', { ...poll, grant_type: 'device_code' });
    expect(twice.body).toMatchObject({ error_codes: [54005] });
  });
});

describe('logout', () => {
  test('tells every app of the session and goes back to a registered address only', async () => {
    const browser = newBrowser();
    const response = await signIn(tenant, {}, browser);
    const logout = (uri: string) =>
      browser.open(
        `${base}/oauth2/v2.0/logout?${new URLSearchParams({
          post_logout_redirect_uri: uri,
          logout_hint: adaHint,
          state: 's',
        }).toString()}`,
      );
    const page = await logout('http://localhost:3000/');
    const frame = new URL(/<iframe[^>]*src="([^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? '');
    expect(frame.searchParams.get('sid')).toBe(response.get('session_state'));
    expect(frame.searchParams.get('iss')).toBe(tenant.issuer);
    expect(page.html).toContain('content="3;url=http://localhost:3000/?state=s"');
    expect((await logout('http://localhost:3000/')).location).toBe('http://localhost:3000/?state=s');
    const elsewhere = await logout('https://evil.example.com/');
    expect(elsewhere.location).toBeUndefined();
    expect(elsewhere.html).not.toContain('evil');
  });
});

describe('asked as contoso.ciamlogin.com', () => {
  test('answers as the real service, with the issuer on the GUID host', async () => {
    await using guidHost = await startEmulator({ issuer: 'guid-host' });
    const issuer = `https://${tenant.tenantId}.ciamlogin.com/${tenant.tenantId}/v2.0`;
    expect(guidHost.issuer).toBe(issuer);
    const { body } = await post(guidHost, 'token', {
      grant_type: 'client_credentials',
      client_id: ids.daemon,
      client_secret: clientSecret,
      scope: `api://${ids.api}/.default`,
    });
    expect(decodeJwt(String(body.access_token)).iss).toBe(issuer);
  });
});
