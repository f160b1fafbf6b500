import { decodeJwt } from 'jose';
import type { HttpBrowser, Page } from 'test-support';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newBrowser, responseIn, signInAt } from '../browser.ts';
import { type Emulator, startEmulator } from '../../src/index.ts';
import { authorizeUrl, post, signIn, verifier } from '../client.ts';
import { ada, adaHint, clientSecret, grace, ids, redirectUri } from '../tenant.ts';

const titleOf = ({ html }: Page): string | undefined => /<h1>([^<]*)<\/h1>/.exec(html)?.[1];

describe('a browser that is signed in with two accounts', () => {
  let tenant: Emulator;
  beforeAll(async () => {
    tenant = await startEmulator();
  });
  beforeEach(() => tenant.control.reset());
  afterAll(() => tenant.close());

  /** Who has signed in as an app sees it, and in which session. */
  const claimsOf = async (visit: Page): Promise<Record<string, unknown>> => {
    const { body } = await post(tenant, 'token', {
      grant_type: 'authorization_code',
      client_id: ids.web,
      client_secret: clientSecret,
      code: responseIn(visit.location ?? visit.url).get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
    return decodeJwt(String(body.id_token));
  };
  /** Signed in as ada, and then as grace. */
  const both = async (): Promise<HttpBrowser> => {
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    await signInAt(browser, authorizeUrl(tenant, { prompt: 'login' }), 'grace@contoso.com', grace?.password ?? '');
    return browser;
  };
  const silent = (browser: HttpBrowser, fields: Record<string, string>): Promise<Page> =>
    browser.open(authorizeUrl(tenant, { prompt: 'none', ...fields }));
  const logout = (
    browser: HttpBrowser,
    fields: Record<string, string> = {},
    form?: Record<string, string>,
  ): Promise<Page> => {
    const query = new URLSearchParams(fields).toString();
    const url = `${tenant.authority}${tenant.tenantId}/oauth2/v2.0/logout?${query}`;
    return form ? browser.post(url, form) : browser.open(url);
  };

  test('goes on as either without a page, by login_hint or sid', async () => {
    const browser = await both();
    const ofAda = await claimsOf(await silent(browser, { login_hint: 'ada@contoso.com' }));
    const ofGrace = await claimsOf(await silent(browser, { login_hint: 'grace@contoso.com' }));
    expect([ofAda.oid, ofGrace.oid]).toEqual([ada?.id, grace?.id]);
    expect(ofAda.sid).not.toBe(ofGrace.sid);
    expect(await claimsOf(await silent(browser, { sid: String(ofAda.sid) }))).toMatchObject({ oid: ada?.id });
    expect(
      tenant.control
        .state()
        .sessions.map(({ userId }) => userId)
        .toSorted(),
    ).toEqual([ada?.id, grace?.id]);
  });

  test('is asked which, where the app does not say', async () => {
    const browser = await both();
    for (const prompt of [undefined, 'select_account']) {
      const picker = await browser.open(authorizeUrl(tenant, { prompt }));
      expect(titleOf(picker)).toBe('Pick an account');
      expect(picker.html).toContain('Ada Lovelace');
      expect(picker.html).toContain('Grace Hopper');
      const done = await browser.submitFrom(picker, { account: ada?.id ?? '' });
      expect(await claimsOf(done)).toMatchObject({ oid: ada?.id });
    }
    const refused = responseIn((await silent(browser, {})).location ?? '');
    expect(refused.get('error')).toBe('interaction_required');
    expect(refused.get('error_description')).toContain('AADSTS16000: ');
  });

  test('cannot be made to go on as an account that is not signed in', async () => {
    const browser = await both();
    await logout(browser, { logout_hint: adaHint });
    const picker = await browser.open(authorizeUrl(tenant, { prompt: 'select_account' }));
    expect(picker.html).not.toContain('Ada Lovelace');
    expect(titleOf(await browser.submitFrom(picker, { account: ada?.id ?? '' }))).toBe('Pick an account');
  });

  test('signs in to a device as the one that was picked', async () => {
    const browser = await both();
    const { body } = await post(tenant, 'devicecode', { client_id: ids.device, scope: 'openid profile' });
    const code = await browser.open(String(body.verification_uri));
    const confirm = await browser.submitFrom(code, { user_code: String(body.user_code) });
    const picker = await browser.submitFrom(confirm, { confirm: 'yes' });
    expect(titleOf(await browser.submitFrom(picker, { account: ada?.id ?? '' }))).toBe('You have signed in');
    const poll = { grant_type: 'device_code', client_id: ids.device, device_code: String(body.device_code) };
    const tokens = await post(tenant, 'token', poll);
    expect(decodeJwt(String(tokens.body.id_token))).toMatchObject({ oid: ada?.id });
  });

  test('signs out of one of them, and the other stays', async () => {
    const browser = await both();
    const page = await logout(browser);
    expect(titleOf(page)).toBe('Pick an account');
    expect(page.html).toContain('Ada Lovelace');
    const done = await browser.submitFrom(page, { logout_hint: adaHint });
    expect(titleOf(done)).toBe('You have signed out');
    expect(responseIn((await silent(browser, { login_hint: adaHint })).location ?? '').get('error')).toBe(
      'login_required',
    );
    expect(await claimsOf(await silent(browser, {}))).toMatchObject({ oid: grace?.id });
    expect(titleOf(await browser.submitFrom(await logout(browser), { logout_hint: '' }))).toBe('Pick an account');
  });

  test('signs out by a form whose address says where to go on', async () => {
    const browser = await both();
    const fields = { post_logout_redirect_uri: 'http://localhost:3000/', state: 's' };
    const done = await logout(browser, fields, { logout_hint: adaHint });
    expect(done.html).toContain('href="http://localhost:3000/?state=s"');
  });

  test.each([
    ['with a state', { state: 's' }],
    ['without one', {}],
  ])('signs out, and stays, where the address to go on to is none, %s', async (_case, state) => {
    const fields = { post_logout_redirect_uri: 'http://localhost:99999/', ...state };
    const done = await logout(await both(), { ...fields, logout_hint: adaHint });
    expect(done.status).toBe(200);
    expect(done.location).toBeUndefined();
    expect(done.html).not.toContain('99999');
  });

  test('shares no cookie with another tenant on this host', async () => {
    await using other = await startEmulator();
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    await signIn(other, {}, browser);
    for (const each of [tenant, other]) {
      const visit = await browser.open(authorizeUrl(each, { prompt: 'none' }));
      expect(responseIn(visit.location ?? '').get('code')).not.toBeNull();
    }
  });
});
