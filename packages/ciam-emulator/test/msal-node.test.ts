import { createHash, X509Certificate } from 'node:crypto';
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication, ResponseMode } from '@azure/msal-node';
import { decodeJwt } from 'jose';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { approveDevice, newBrowser, responseIn, signInAt } from './browser.ts';
import { defaultTenant, startEmulator } from '../src/index.ts';
import { clientCertificate as certificatePemText, clientKey, ids, testTenant } from './tenant.ts';

const [web, device, daemon, api] = defaultTenant.applications;
if (!web || !device || !daemon || !api) throw new Error('The default tenant lacks an application.');
const [ada] = defaultTenant.users;
if (!ada?.password) throw new Error('The default tenant lacks a user.');
const email = ada.mail;
const { password } = ada;
const clientSecret = 'emulator-only-not-a-secret';
const redirectUri = 'http://localhost:3000/auth/redirect';
const apiScope = `api://${api.appId}/ToDoList.Read`;

function thumbprint(algorithm: string): string {
  return createHash(algorithm).update(new X509Certificate(certificatePemText).raw).digest('hex');
}

describe('MSAL Node 7', () => {
  test.each([
    ['SHA-256', { thumbprintSha256: thumbprint('sha256') }],
    ['SHA-1', { thumbprint: thumbprint('sha1') }],
  ])('proves itself by a certificate, %s', async (_hash, prints) => {
    await using tenant = await startEmulator({ config: testTenant });
    const clientCertificate = { privateKey: clientKey, x5c: certificatePemText, ...prints };
    const auth = { ...tenant.msalAuth(ids.certificate), clientCertificate };
    const msal = new ConfidentialClientApplication({ auth });
    const ask = (skipCache: boolean) =>
      msal.acquireTokenByClientCredential({ scopes: [`api://${ids.api}/.default`], skipCache });
    expect(decodeJwt((await ask(false))?.accessToken ?? '')).toMatchObject({ azp: ids.certificate, azpacr: '2' });
    // MSAL sends the same assertion, the same jti, once more.
    expect((await ask(true))?.fromCache).toBe(false);
  });

  test('proves itself by a certificate when a test has moved the clocks of both', async () => {
    await using tenant = await startEmulator({ config: testTenant });
    const prints = { thumbprintSha256: thumbprint('sha256') };
    const clientCertificate = { privateKey: clientKey, x5c: certificatePemText, ...prints };
    const msal = new ConfidentialClientApplication({
      auth: { ...tenant.msalAuth(ids.certificate), clientCertificate },
    });
    tenant.control.setClock({ advanceSeconds: 7200 });
    vi.useFakeTimers({ toFake: ['Date'], now: tenant.control.now() });
    onTestFinished(() => void vi.useRealTimers());
    const result = await msal.acquireTokenByClientCredential({ scopes: [`api://${ids.api}/.default`] });
    expect(decodeJwt(result?.accessToken ?? '')).toMatchObject({ azpacr: '2' });
  });

  test('signs a user in by authorization code, PKCE and form_post, then stays silent, refreshes and signs out', async () => {
    await using tenant = await startEmulator();
    const msal = new ConfidentialClientApplication({ auth: { ...tenant.msalAuth(web.appId), clientSecret } });
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const request = { scopes: [apiScope], redirectUri };
    const url = await msal.getAuthCodeUrl({
      ...request,
      responseMode: ResponseMode.FORM_POST,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      state: 'a-state',
      nonce: 'a-nonce',
    });
    const browser = newBrowser();
    const response = (await signInAt(browser, url, email, password)).form();
    expect(response.action).toBe(redirectUri);
    expect(response.fields).toMatchObject({ state: 'a-state', code: expect.stringMatching(/^.{20,}$/) });
    const result = await msal.acquireTokenByCode({
      ...request,
      nonce: 'a-nonce',
      code: response.fields.code ?? '',
      codeVerifier: verifier,
    });
    expect(result.account).toMatchObject({
      homeAccountId: `${ada.id}.${tenant.tenantId}`,
      username: email,
      name: ada.displayName,
    });
    expect(result.idTokenClaims).toMatchObject({
      nonce: 'a-nonce',
      iss: tenant.issuer,
      aud: web.appId,
      oid: ada.id,
      tid: tenant.tenantId,
      ver: '2.0',
    });
    expect(decodeJwt(result.accessToken)).toMatchObject({
      aud: api.appId,
      scp: 'ToDoList.Read',
      azp: web.appId,
      azpacr: '1',
      oid: ada.id,
    });
    if (!result.account) throw new Error('MSAL keeps no account.');
    const silent = await msal.acquireTokenSilent({ account: result.account, scopes: [apiScope] });
    expect(silent.fromCache).toBe(true);
    const refreshed = await msal.acquireTokenSilent({
      account: result.account,
      scopes: [apiScope],
      forceRefresh: true,
    });
    expect(refreshed.fromCache).toBe(false);
    const other = await msal.acquireTokenSilent({ account: result.account, scopes: ['User.Read'] });
    expect(decodeJwt(other.accessToken)).toMatchObject({ scp: expect.stringContaining('User.Read') });
    const second = await browser.open(url);
    expect(second.form().fields).toHaveProperty('code');
    const next = encodeURIComponent('http://localhost:3000/');
    const signedOut = await browser.open(
      `${tenant.authority}contoso.onmicrosoft.com/oauth2/v2.0/logout?post_logout_redirect_uri=${next}&logout_hint=${encodeURIComponent(result.account.loginHint ?? '')}`,
    );
    expect(signedOut.html).toContain('auth/frontchannel-logout?sid=');
    expect(signedOut.html).toContain('href="http://localhost:3000/"');
    const third = await browser.open(url);
    expect(third.html).toContain('Email address');
  });

  test.each([
    'User.Read',
    `api://${api.appId}/.default`,
    'https://graph.microsoft.com/.default',
    `${api.appId}/ToDoList.Read`,
  ])('finds in its cache what it got by a code for %s', async (scope) => {
    await using tenant = await startEmulator();
    const msal = new ConfidentialClientApplication({ auth: { ...tenant.msalAuth(web.appId), clientSecret } });
    const request = { scopes: [scope], redirectUri };
    const visit = await signInAt(newBrowser(), await msal.getAuthCodeUrl(request), email, password);
    const code = responseIn(visit.location ?? '').get('code') ?? '';
    const { account } = await msal.acquireTokenByCode({ ...request, code });
    if (!account) throw new Error('MSAL keeps no account.');
    expect((await msal.acquireTokenSilent({ account, scopes: [scope] })).fromCache).toBe(true);
    expect(tenant.control.requests.filter(({ path }) => path.endsWith('/token'))).toHaveLength(1);
  });

  test('signs a user in by device code', async () => {
    await using tenant = await startEmulator();
    const msal = new PublicClientApplication({ auth: tenant.msalAuth(device.appId) });
    const result = await msal.acquireTokenByDeviceCode({
      scopes: ['openid', 'profile', 'offline_access'],
      deviceCodeCallback: ({ verificationUri, userCode, interval, message }) => {
        expect(userCode).toMatch(/^[A-Z0-9]{9}$/);
        expect(interval).toBe(5);
        expect(message).toContain(verificationUri);
        void approveDevice(verificationUri, userCode, email, password);
      },
    });
    expect(result?.account).toMatchObject({ homeAccountId: `${ada.id}.${tenant.tenantId}`, username: email });
  }, 15_000);

  test('gets an app token with roles by client credentials, and keeps it', async () => {
    await using tenant = await startEmulator();
    const msal = new ConfidentialClientApplication({ auth: { ...tenant.msalAuth(daemon.appId), clientSecret } });
    const scopes = [`api://${api.appId}/.default`];
    const result = await msal.acquireTokenByClientCredential({ scopes });
    expect(decodeJwt(result?.accessToken ?? '')).toMatchObject({
      aud: api.appId,
      idtyp: 'app',
      azp: daemon.appId,
      roles: ['ToDoList.Read.All', 'ToDoList.ReadWrite.All'],
    });
    expect((await msal.acquireTokenByClientCredential({ scopes }))?.fromCache).toBe(true);
  });
});
