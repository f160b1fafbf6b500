import { decodeJwt } from 'jose';
import type { HttpBrowser, Page } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerStay, newBrowser, responseIn, signInAt } from '../browser.ts';
import { defaultTenant, type Emulator, startEmulator, type TenantConfig } from '../../src/index.ts';
import { authorizeUrl, codeRequest, post, signIn, verifier } from '../client.ts';
import { ada, adaHint, clientSecret, grace, ids, redirectUri, testTenant } from '../tenant.ts';

const titleOf = ({ html }: Page): string | undefined => /<h1>([^<]*)<\/h1>/.exec(html)?.[1];
const codeOf = (visit: Page): string | null => responseIn(visit.location ?? visit.url).get('code');

/** Who has signed in, as the app sees it. */
async function claimsOf(tenant: Emulator, visit: Page): Promise<Record<string, unknown>> {
  const { body } = await post(tenant, 'token', {
    grant_type: 'authorization_code',
    client_id: ids.web,
    client_secret: clientSecret,
    code: codeOf(visit) ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  return decodeJwt(String(body.id_token));
}

describe('what an app asks for by prompt and login_hint', () => {
  let tenant: Emulator;
  beforeAll(async () => {
    tenant = await startEmulator();
  });
  afterAll(() => tenant.close());

  const signedInAsAda = async (): Promise<HttpBrowser> => {
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    return browser;
  };

  test('nothing: asks a stranger for an address, and nothing of one who is signed in', async () => {
    expect(titleOf(await newBrowser().open(authorizeUrl(tenant)))).toBe('Sign in');
    const browser = await signedInAsAda();
    expect(codeOf(await browser.open(authorizeUrl(tenant)))).not.toBeNull();
  });

  test('select_account: offers the account that is signed in, and goes on with it', async () => {
    const browser = await signedInAsAda();
    const picker = await browser.open(authorizeUrl(tenant, { prompt: 'select_account' }));
    expect(titleOf(picker)).toBe('Pick an account');
    expect(picker.html).toContain('Ada Lovelace');
    const done = await browser.submitFrom(picker, { account: ada?.id ?? '' });
    expect(await claimsOf(tenant, done)).toMatchObject({ oid: ada?.id });
  });

  test('select_account: goes on with another account', async () => {
    const browser = await signedInAsAda();
    const picker = await browser.open(authorizeUrl(tenant, { prompt: 'select_account' }));
    const other = await browser.open(picker.url.replace(/account$|$/, '/email').replace('//email', '/email'));
    expect(titleOf(other)).toBe('Sign in');
    const password = await browser.submitFrom(other, { email: 'grace@contoso.com', action: 'email' });
    const stay = await browser.submitFrom(password, { password: grace?.password ?? '', action: 'password' });
    const done = await answerStay(browser, stay);
    expect(await claimsOf(tenant, done)).toMatchObject({ oid: grace?.id });
  });

  test.each(['ada@contoso.com', 'ADA@contoso.com', adaHint])(
    'select_account with the login_hint %s: skips the picker',
    async (hint) => {
      const browser = await signedInAsAda();
      const visit = await browser.open(authorizeUrl(tenant, { prompt: 'select_account', login_hint: hint }));
      expect(codeOf(visit)).not.toBeNull();
    },
  );

  test('login: asks for the password although the browser is signed in', async () => {
    const browser = await signedInAsAda();
    const visit = await browser.open(authorizeUrl(tenant, { prompt: 'login', login_hint: 'ada@contoso.com' }));
    expect(titleOf(visit)).toBe('Enter your password');
    expect(visit.html).toContain('ada@contoso.com');
  });

  test('login_hint: a known address goes straight to the password, another one is filled in', async () => {
    const known = await newBrowser().open(authorizeUrl(tenant, { login_hint: 'ada@contoso.com' }));
    expect(titleOf(known)).toBe('Enter your password');
    const unknown = await newBrowser().open(authorizeUrl(tenant, { login_hint: 'new@example.com' }));
    expect(titleOf(unknown)).toBe('Sign in');
    expect(unknown.html).toContain('value="new@example.com"');
  });

  test('login_hint of someone else than is signed in: asks for their password', async () => {
    const browser = await signedInAsAda();
    const visit = await browser.open(authorizeUrl(tenant, { login_hint: 'grace@contoso.com' }));
    expect(titleOf(visit)).toBe('Enter your password');
    expect(visit.html).toContain('grace@contoso.com');
  });

  test('consent: lists what the app asks for, in words', async () => {
    const browser = await signedInAsAda();
    const scope = `openid profile email offline_access api://${ids.api}/ToDoList.Read`;
    const page = await browser.open(authorizeUrl(tenant, { prompt: 'consent', scope }));
    const items = [...page.html.matchAll(/<li>([^<]*)<\/li>/g)].map(([, text]) => text);
    expect(items).toEqual([
      'Sign you in',
      'View your basic profile',
      'View your email address',
      'Maintain access to data you have given it access to',
      'Read users ToDo list',
    ]);
    const ofGraph = await browser.open(authorizeUrl(tenant, { prompt: 'consent', scope: 'User.Read' }));
    expect(ofGraph.html).toContain('<li>Sign in and read user profile</li>');
  });

  test('consent: lists a permission without a name in words by its own', async () => {
    await using other = await startEmulator({ config: testTenant });
    const browser = newBrowser();
    await signIn(other, {}, browser);
    const scope = `api://${ids.olderApi}/Older.Read`;
    expect((await browser.open(authorizeUrl(other, { prompt: 'consent', scope }))).html).toContain(
      '<li>Older.Read</li>',
    );
  });

  test('create: begins with sign-up', async () => {
    const visit = await newBrowser().open(authorizeUrl(tenant, { prompt: 'create', login_hint: 'new@example.com' }));
    expect(titleOf(visit)).toBe('Create an account');
    expect(visit.html).toContain('value="new@example.com"');
  });

  test.each([
    ['login_hint', 'zed@contoso.com'],
    ['login_hint', 'O.zzzz'],
    ['login_hint', 'grace@contoso.com'],
    ['sid', '00000000-0000-0000-0000-000000000000'],
  ])('none with the %s %s, which is not of the account that is signed in', async (name, value) => {
    const browser = await signedInAsAda();
    const visit = await browser.open(authorizeUrl(tenant, { prompt: 'none', [name]: value }));
    expect(responseIn(visit.location ?? '').get('error')).toBe('login_required');
    expect(responseIn(visit.location ?? '').get('error_description')).toContain('AADSTS50058: ');
  });

  test('none with the sid of the account that is signed in', async () => {
    const browser = await signedInAsAda();
    const { sid } = await claimsOf(tenant, await browser.open(authorizeUrl(tenant)));
    expect(codeOf(await browser.open(authorizeUrl(tenant, { prompt: 'none', sid: String(sid) })))).not.toBeNull();
  });

  test('none: tells the app that nobody is signed in', async () => {
    const visit = await newBrowser().open(authorizeUrl(tenant, { prompt: 'none' }));
    expect(responseIn(visit.location ?? '').get('error')).toBe('login_required');
    const browser = await signedInAsAda();
    expect(codeOf(await browser.open(authorizeUrl(tenant, { prompt: 'none' })))).not.toBeNull();
  });
});

describe('sign-out', () => {
  test.each([
    ['nobody', undefined, 'Pick an account'],
    ['the account, by its login_hint claim', adaHint, 'You have signed out'],
    // It is not a user name: an app that sends one would meet the picker in a real tenant.
    ['the account, by its address', 'ada@contoso.com', 'Pick an account'],
    ['someone else', 'grace@contoso.com', 'Pick an account'],
  ])('with a logout_hint of %s', async (_who, hint, title) => {
    await using tenant = await startEmulator();
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    const query = new URLSearchParams({ state: 's', ...(hint === undefined ? {} : { logout_hint: hint }) });
    const visit = await browser.open(`${tenant.authority}${tenant.tenantId}/oauth2/v2.0/logout?${query.toString()}`);
    expect(titleOf(visit)).toBe(title);
    if (title !== 'Pick an account') return;
    expect(codeOf(await browser.open(authorizeUrl(tenant)))).not.toBeNull();
    expect(titleOf(await browser.submitFrom(visit, { logout_hint: adaHint }))).toBe('You have signed out');
    expect(titleOf(await browser.open(authorizeUrl(tenant)))).toBe('Sign in');
  });
});

describe('what the tenant does not allow', () => {
  test('no sign-up where the user flow has none', async () => {
    const config: TenantConfig = {
      ...defaultTenant,
      userFlows: [
        { displayName: 'Closed', applications: [ids.web], identityProvider: 'EmailPassword', isSignUpAllowed: false },
      ],
    };
    await using tenant = await startEmulator({ config });
    const browser = newBrowser();
    const visit = await browser.open(authorizeUrl(tenant, { prompt: 'create' }));
    expect(titleOf(visit)).toBe('Sign in');
    expect(visit.html).not.toContain('Create one');
    expect(titleOf(await browser.open(`${visit.url}/sign-up`))).toBe('Sign in');
  });

  test('a disabled account, even with the right password', async () => {
    await using tenant = await startEmulator();
    tenant.control.addUser({
      displayName: 'Gone',
      mail: 'gone@contoso.com',
      password: 'Long-Gone-1',
      accountEnabled: false,
    });
    const visit = await signInAt(newBrowser(), authorizeUrl(tenant), 'gone@contoso.com', 'Long-Gone-1');
    expect(visit.html).toContain('This account is disabled');
  });

  test('an account that is disabled while it is signed in', async () => {
    await using tenant = await startEmulator();
    const browser = newBrowser();
    const code = await codeRequest(tenant);
    const { body } = await post(tenant, 'token', await codeRequest(tenant, {}, browser));
    const user = tenant.users.find(({ id }) => id === ada?.id)!;
    tenant.control.addUser({ ...user, accountEnabled: false });
    const refresh = { grant_type: 'refresh_token', client_id: ids.web, client_secret: clientSecret };
    for (const request of [code, { ...refresh, refresh_token: String(body.refresh_token) }]) {
      expect((await post(tenant, 'token', request)).body).toMatchObject({
        error: 'invalid_grant',
        error_codes: [50057],
      });
    }
    const silent = await browser.open(authorizeUrl(tenant, { prompt: 'none' }));
    expect(responseIn(silent.location ?? '').get('error_description')).toContain(
      'AADSTS50057: The user account is disabled.',
    );
    expect(titleOf(await browser.open(authorizeUrl(tenant)))).toBe('Sign in');
  });

  test('a refresh token from before a test changed the password', async () => {
    await using tenant = await startEmulator();
    const { body } = await post(tenant, 'token', await codeRequest(tenant));
    const refresh = { grant_type: 'refresh_token', client_id: ids.web, client_secret: clientSecret };
    const request = { ...refresh, refresh_token: String(body.refresh_token) };
    const user = tenant.users.find(({ id }) => id === ada?.id)!;
    tenant.control.addUser({ ...user, displayName: 'Ada King' });
    expect((await post(tenant, 'token', request)).status).toBe(200);
    tenant.control.addUser({ ...user, password: 'Brand-New-1' });
    expect((await post(tenant, 'token', request)).body).toMatchObject({ error_codes: [50173] });
  });

  test('a step without the ones before it', async () => {
    await using tenant = await startEmulator();
    const browser = newBrowser();
    const first = await browser.open(authorizeUrl(tenant));
    for (const step of ['password', 'code', 'new-password', 'details', 'account', 'consent']) {
      expect(titleOf(await browser.open(`${first.url}/${step}`))).toBe('Sign in');
    }
    const forced = await browser.post(`${first.url}/new-password`, {
      newPassword: 'Taken-Over-1',
      confirmPassword: 'Taken-Over-1',
    });
    expect(titleOf(forced)).toBe('Sign in');
    expect(tenant.users.map(({ password }) => password)).not.toContain('Taken-Over-1');
  });

  test('a refresh token from before the password was reset', async () => {
    await using tenant = await startEmulator();
    const { body } = await post(tenant, 'token', await codeRequest(tenant));
    const browser = newBrowser();
    const first = await browser.open(authorizeUrl(tenant));
    const code = await browser.submitFrom(await browser.open(`${first.url}/reset-password`), {
      email: 'ada@contoso.com',
    });
    const chosen = await browser.submitFrom(code, { code: tenant.control.inbox[0]?.code ?? '' });
    const stay = await browser.submitFrom(chosen, { newPassword: 'Brand-New-1', confirmPassword: 'Brand-New-1' });
    expect(codeOf(await answerStay(browser, stay))).not.toBeNull();
    const refresh = { grant_type: 'refresh_token', client_id: ids.web, client_secret: clientSecret };
    const refused = await post(tenant, 'token', { ...refresh, refresh_token: String(body.refresh_token) });
    expect(refused.body).toMatchObject({ error: 'invalid_grant', error_codes: [50173] });
    const old = await signInAt(newBrowser(), authorizeUrl(tenant), 'ada@contoso.com', ada?.password ?? '');
    expect(old.html).toContain('That password is not right');
  });

  test('what was proven for one address does not count for the next', async () => {
    await using tenant = await startEmulator();
    const browser = newBrowser();
    const first = await browser.open(authorizeUrl(tenant));
    const code = await browser.submitFrom(await browser.open(`${first.url}/sign-up`), { email: 'mine@example.com' });
    const sent = tenant.control.inbox[0]?.code ?? '';
    expect(titleOf(await browser.submitFrom(code, { code: sent }))).toBe('Choose a password');
    await browser.submitFrom(await browser.open(`${first.url}/reset-password`), { email: 'ada@contoso.com' });
    expect(titleOf(await browser.open(`${first.url}/new-password`))).toBe('Sign in');
    expect(tenant.users.map(({ mail }) => mail)).not.toContain('mine@example.com');
  });
});
