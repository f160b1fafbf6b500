import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { newBrowser } from './browser.ts';
import { WaitTimeoutError, startEmulator } from '../src/index.ts';
import { authorizeUrl, codeRequest, post, signIn } from './client.ts';
import { clientSecret, ids, testTenant } from './tenant.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());

const scope = `api://${ids.api}/.default`;
const daemon = { grant_type: 'client_credentials', client_id: ids.daemon, client_secret: clientSecret, scope };
const keySet = () => createRemoteJWKSet(new URL(`${tenant.authority}${tenant.tenantId}/discovery/v2.0/keys`));
const appToken = async () => String((await post(tenant, 'token', daemon)).body.access_token);

describe('clock', () => {
  test('every time in a token follows it, and it alone', async () => {
    tenant.control.setClock({ freezeAt: '2030-01-01T00:00:00Z' });
    const frozen = Date.UTC(2030) / 1000;
    expect(decodeJwt(await appToken())).toMatchObject({ iat: frozen - 300, nbf: frozen - 300, exp: frozen + 3600 });
    const { body } = await post(tenant, 'token', await codeRequest(tenant));
    expect(decodeJwt(String(body.id_token))).toMatchObject({ iat: frozen - 300, exp: frozen + 3600 });
    tenant.control.setClock({ advanceSeconds: 60 });
    expect(decodeJwt(await appToken()).iat).toBe(frozen + 60 - 300);
    expect(Math.abs(Date.now() - performance.timeOrigin - performance.now())).toBeLessThan(1000);
    tenant.control.setClock({ unfreeze: true });
    expect(tenant.control.now()).toBeGreaterThanOrEqual((frozen + 60) * 1000);
    expect(tenant.control.now()).toBeLessThan((frozen + 70) * 1000);
  });

  test('two tenants of one process have each their own time', async () => {
    await using other = await startEmulator();
    tenant.control.setClock({ freezeAt: '2040-01-01T00:00:00Z' });
    const here = decodeJwt(await appToken());
    const there = decodeJwt(String((await post(other, 'token', daemon)).body.access_token));
    expect(here.iat).toBe(Date.UTC(2040) / 1000 - 300);
    expect(Math.abs((there.iat ?? 0) + 300 - Date.now() / 1000)).toBeLessThan(5);
  });

  test('sessions end by it', async () => {
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    const silent = authorizeUrl(tenant, { prompt: 'none' });
    expect((await browser.open(silent)).location).toContain('code=');
    tenant.control.setClock({ advanceSeconds: 86_401 });
    expect((await browser.open(silent)).location).toContain('AADSTS50058');
  });

  test('a time that is none is refused', () => {
    expect(() => tenant.control.setClock({ freezeAt: 'noon' })).toThrow('freezeAt: expected now, or an ISO 8601 time');
    expect(() => tenant.control.setClock({ advanceSeconds: Infinity })).toThrow('advanceSeconds: expected a number');
    expect(() => tenant.control.setClock({ advanceSeconds: 1e15 })).toThrow('between the years 1970 and 9999');
  });
});

describe('keys and tokens', () => {
  test('rotates: the new key signs, the old stays published until it is forgotten', async () => {
    const before = await appToken();
    const { kid } = await tenant.control.rotateKeys();
    const after = await appToken();
    expect(decodeProtectedHeader(after).kid).toBe(kid);
    await jwtVerify(before, keySet());
    await jwtVerify(after, keySet());
    await tenant.control.rotateKeys({ forget: true });
    await expect(jwtVerify(before, keySet())).rejects.toThrow('no applicable key found');
  });

  test('signs any claims', async () => {
    const token = await tenant.control.signToken({ aud: 'me', roles: ['x'], exp: 1, tid: null }, { kid: 'unknown' });
    expect(decodeJwt(token)).toMatchObject({ aud: 'me', roles: ['x'], exp: 1, iss: tenant.issuer, ver: '2.0' });
    expect(decodeJwt(token)).not.toHaveProperty('tid');
    expect(decodeProtectedHeader(token)).toMatchObject({ kid: 'unknown', alg: 'RS256' });
  });
});

describe('requests', () => {
  test('are logged with their secrets masked, and can be waited for', async () => {
    const next = tenant.control.waitForRequest({ method: 'POST', path: '/token' });
    await post(tenant, 'token', daemon);
    expect(await next).toMatchObject({ status: 200, form: { ...daemon, client_secret: '***' } });
    expect(JSON.stringify(tenant.control.requests)).not.toContain(clientSecret);
    await expect(tenant.control.waitForRequest({ path: '/never' }, 20)).rejects.toThrow(
      new WaitTimeoutError('No request of any method to /never arrived within 20 ms.'),
    );
  });
});

describe('inbox', () => {
  const passcode = { mail: 'Otp@example.com', displayName: 'By code' };
  const askForCode = async () => {
    const browser = newBrowser();
    await browser.submitFrom(await browser.open(authorizeUrl(tenant)), { email: passcode.mail, action: 'email' });
  };

  test('mail can be waited for, before and after it is sent, and forgotten', async () => {
    tenant.control.addUser(passcode);
    const waiting = tenant.control.waitForMail('otp@example.com');
    await askForCode();
    const first = await waiting;
    expect(first).toMatchObject({ to: 'otp@example.com', code: expect.stringMatching(/^\d{8}$/) });
    expect(await tenant.control.waitForMail(passcode.mail, 0)).toBe(first);
    tenant.control.clearInbox();
    expect(tenant.control.inbox).toEqual([]);
    await expect(tenant.control.waitForMail(passcode.mail, 20)).rejects.toThrow(
      new WaitTimeoutError('No message to Otp@example.com arrived within 20 ms.'),
    );
  });
});
