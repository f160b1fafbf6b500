import { HttpBrowser } from 'test-support';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestBed, type TestBed } from './test-bed.ts';
import { signIn, startSignIn } from './user.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await startTestBed();
});
afterAll(() => bed[Symbol.asyncDispose]());

test('signs in with a browser that never sends cookies across sites, and returns to the page asked for', async () => {
  const { app } = bed;
  const browser = await startSignIn(new HttpBrowser(), app, '/users/id?tab=1');
  expect(browser.url).toContain(bed.tenant.origin);

  await browser.submit();
  expect([browser.url, browser.status, browser.heading]).toEqual([
    `${app.origin}/auth/redirect`,
    200,
    'Signing you in',
  ]);
  expect(browser.headers.get('cache-control')).toBe('no-store');

  await browser.submit();
  expect([browser.url, browser.status]).toEqual([`${app.origin}/users/id?tab=1`, 200]);
  expect(browser.html).toContain('ada@contoso.com');
  const audit =
    /"correlationId":"[0-9a-f-]{36}","requestId":"[0-9a-f-]{36}","oid":"00aa00aa[0-9a-f-]{28}","msg":"Signed in\."/;
  expect(app.logged()).toMatch(audit);
  expect(browser.headers.get('cache-control')).toBe('no-store');
  expect([...browser.cookiesOf(app.origin).keys()]).toEqual([expect.stringMatching(/^session-\d+$/)]);
});

test('keeps claims and no token, in at most 1,200 bytes', async () => {
  const { app } = bed;
  const browser = await signIn(new HttpBrowser(), app);
  const id = /^s%3A([\w-]+)\./.exec([...browser.cookiesOf(app.origin).values()].join(''))?.[1] ?? '';
  const { value = '' } = (await app.sessions.read(id)) ?? {};
  expect(JSON.parse(value)).toMatchObject({ user: { claims: { preferred_username: 'ada@contoso.com' } } });
  expect(value).not.toMatch(/eyJ[\w-]+\./);
  expect(Buffer.byteLength(value)).toBeLessThanOrEqual(1200);
});

test('two tabs finish in reverse order', async () => {
  const { app } = bed;
  const first = await startSignIn(new HttpBrowser(), app, '/auth/signin?returnTo=/users/id?tab=1');
  const second = new HttpBrowser();
  for (const [host, cookies] of first.cookies) second.cookies.set(host, cookies);
  await startSignIn(second, app, '/auth/signin?returnTo=/users/id?tab=2');
  for (const tab of [second, first]) {
    await tab.submit();
    await tab.submit();
  }
  expect([first.url, second.url]).toEqual([`${app.origin}/users/id?tab=1`, `${app.origin}/users/id?tab=2`]);
});

test('back to the page that posts the answer, once signed in: home', async () => {
  const { app } = bed;
  const browser = await startSignIn(new HttpBrowser(), app);
  await browser.submit();
  const { html, url } = browser;
  await browser.submit();
  Object.assign(browser, { html, url });
  await browser.submit();
  expect([browser.url, browser.heading]).toEqual([`${app.origin}/`, 'Hi Ada Lovelace!']);
});

test('a response that is posted twice while the tenant is slow signs in all the same', async () => {
  const { app, tenant } = bed;
  const browser = await startSignIn(new HttpBrowser(), app, '/users/id');
  await browser.submit();
  const second = new HttpBrowser();
  Object.assign(second, { html: browser.html, url: browser.url });
  second.cookies.set('localhost', new Map(browser.cookiesOf(app.origin)));
  tenant.control.addFault({ endpoint: 'token', kind: 'delay', milliseconds: 300, times: 1 });
  await Promise.all([browser.submit(), second.submit()]);
  expect([browser.heading, second.heading]).toEqual(['ID token claims', 'ID token claims']);
});

test.each([
  ['create', 'create'],
  ['select_account', 'select_account'],
  ['none', null],
  ['consent', null],
  ['login&prompt=create', null],
])('a link to the sign-in with prompt=%s asks the service for %s', async (prompt, expected) => {
  const answer = await fetch(`${bed.app.origin}/auth/signin?prompt=${prompt}`, { redirect: 'manual' });
  expect(new URL(answer.headers.get('location') ?? '').searchParams.get('prompt')).toBe(expected);
});

test('a restart in the middle of a sign-in goes unnoticed', async () => {
  const { app } = bed;
  const browser = await startSignIn(new HttpBrowser(), app, '/users/id');
  await app.restart();
  await browser.submit();
  await app.restart();
  await browser.submit();
  expect(browser.heading).toBe('ID token claims');
});

test('cancelling is no failure', async () => {
  const { app } = bed;
  const browser = await new HttpBrowser().open(`${app.origin}/users/id`);
  await browser.submit({}, 'Cancel');
  await browser.submit();
  await browser.submit();
  expect([browser.status, browser.heading]).toEqual([403, 'You are not signed in']);
  await browser.follow('Sign in');
  expect(browser.url).toContain(bed.tenant.origin);
});

test('signing out ends the session here, then at the tenant, without a token in any address', async () => {
  const { app } = bed;
  const browser = await signIn(new HttpBrowser(), app, '/users/id');
  const before = app.sessions.size;
  await browser.follow('Sign out');
  expect(browser.heading).toBe('Sign out?');
  expect(app.sessions.size).toBe(before);
  await browser.submit();
  expect(app.sessions.size).toBe(before - 1);
  const next = new URL(
    /url=([^"]*)"/.exec(browser.html)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? '',
  );
  expect(next.href).toContain(`${bed.tenant.origin}/contoso.onmicrosoft.com/oauth2/v2.0/logout`);
  expect(Object.fromEntries(next.searchParams)).toEqual({
    post_logout_redirect_uri: app.origin,
    logout_hint: expect.stringMatching(/^O\./),
  });
  await browser.open(`${app.origin}/`);
  expect(browser.heading).toBe('Welcome');
});

test('each page asks for the strictest policy, and says nothing of what it runs on', async () => {
  const { app } = bed;
  const browser = await signIn(new HttpBrowser(), app);
  expect(Object.fromEntries(browser.headers)).toMatchObject({
    'content-security-policy':
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  expect(browser.headers.has('x-powered-by')).toBe(false);
  await browser.open(`${app.origin}/none`);
  expect([browser.status, browser.headers.get('content-security-policy')]).toEqual([
    404,
    expect.stringContaining("default-src 'none'"),
  ]);
});

test('many users sign in at the same time, each as themselves', async () => {
  const { app } = bed;
  const visitors = await Promise.all(Array.from({ length: 12 }, () => startSignIn(new HttpBrowser(), app)));
  await Promise.all(visitors.map((visitor) => visitor.submit()));
  await Promise.all(visitors.map((visitor) => visitor.submit()));
  expect(visitors.map(({ heading }) => heading)).toEqual(visitors.map(() => 'Hi Ada Lovelace!'));
  const cookies = visitors.map((visitor) => [...visitor.cookiesOf(app.origin).values()].join(''));
  expect(new Set(cookies).size).toBe(visitors.length);
});

test('https behind a proxy: Secure __Host- cookies, or an error that says what the proxy has to do', async () => {
  await using https = await startTestBed(1, {
    REDIRECT_URI: 'https://www.contoso.com/auth/redirect',
    TRUST_PROXY: '1',
  });
  const start = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${https.app.origin}/auth/signin`, { headers, redirect: 'manual' });
  const secure = await start({ 'x-forwarded-proto': 'https' });
  expect(secure.headers.get('set-cookie')).toMatch(/^__Host-signin\..* Secure; SameSite=Lax$/);
  expect(secure.headers.get('strict-transport-security')).toContain('max-age=31536000');
  const insecure = await start({});
  expect([insecure.status, await insecure.text()]).toEqual([500, expect.stringContaining('X-Forwarded-Proto: https')]);
});
