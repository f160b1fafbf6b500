import { HttpBrowser } from 'test-support';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type FrontRules, startFront } from './front.ts';
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

test('back to the page that posts the response, once signed in: home', async () => {
  const { app } = bed;
  const browser = await startSignIn(new HttpBrowser(), app);
  await browser.submit();
  const { page } = browser;
  await browser.submit();
  await browser.submitFrom(page);
  expect([browser.url, browser.heading]).toEqual([`${app.origin}/`, 'Hi Ada Lovelace!']);
});

test('a response that is posted twice while the tenant is slow signs in all the same', async () => {
  const { app, tenant } = bed;
  const browser = await startSignIn(new HttpBrowser(), app, '/users/id');
  await browser.submit();
  const second = new HttpBrowser();
  second.page = browser.page;
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
  const response = await fetch(`${bed.app.origin}/auth/signin?prompt=${prompt}`, { redirect: 'manual' });
  expect(new URL(response.headers.get('location') ?? '').searchParams.get('prompt')).toBe(expected);
});

test('what a link knows about the user reaches the tenant', async () => {
  const hints = { login_hint: 'ada+1@contoso.com', domain_hint: 'google.com', ui_locales: 'fr-CA fr' };
  const ask = async (query: Record<string, string>): Promise<URLSearchParams> => {
    const url = `${bed.app.origin}/auth/signin?${new URLSearchParams(query).toString()}`;
    const response = await fetch(url, { redirect: 'manual' });
    return new URL(response.headers.get('location') ?? '').searchParams;
  };
  expect(Object.fromEntries(await ask(hints))).toMatchObject(hints);
  const asked = await ask({
    login_hint: 'x'.repeat(400),
    ui_locales: '',
    client_id: 'x',
    redirect_uri: 'https://evil.example',
  });
  expect([asked.has('login_hint'), asked.has('ui_locales'), asked.get('client_id')]).toEqual([
    false,
    false,
    bed.app.env['WEB_APP_CLIENT_ID'],
  ]);
});

test('a sign-in that begins at another name of the app moves to the right one first, once', async () => {
  const { origin } = bed.app;
  const other = origin.replace('localhost', '127.0.0.1');
  const response = await fetch(`${other}/auth/signin?returnTo=/users/id&prompt=login`, { redirect: 'manual' });
  const location = `${origin}/auth/signin?returnTo=%2Fusers%2Fid&prompt=login&moved=1`;
  expect([response.status, response.headers.get('location')]).toEqual([302, location]);
  const again = await fetch(location.replace(origin, other), { redirect: 'manual' });
  expect(again.headers.get('location')).toContain(bed.tenant.origin);
  const browser = await signIn(new HttpBrowser(), { origin: other }, '/users/id');
  expect([browser.url, browser.heading]).toEqual([`${origin}/users/id`, 'ID token claims']);
});

test.each(['passes on', 'takes away'])('below a base path, which the proxy %s', async (proxy) => {
  const rules: FrontRules = {
    next: () => Number(new URL(bed.app.origin).port),
    toApp: (req) => {
      if (proxy === 'takes away') req.url = req.url?.replace(/^\/portal/, '') ?? '/';
    },
    instead(req, res) {
      if (req.url?.startsWith('/portal')) return false;
      res.writeHead(404).end('another app');
      return true;
    },
  };
  await using front = await startFront(rules);
  const app = { origin: `${front.origin}/portal` };
  onTestFinished(() => bed.app.restart());
  await bed.app.restart({ REDIRECT_URI: `${app.origin}/auth/redirect` });
  const browser = await signIn(new HttpBrowser(), app, '/users/id?tab=1');
  expect([browser.url, browser.heading]).toEqual([`${app.origin}/users/id?tab=1`, 'ID token claims']);
  expect([...browser.cookiesOf(front.origin).keys()]).toEqual([expect.stringMatching(/^session-\d+~portal$/)]);
  const links = [...browser.html.matchAll(/(?:href|src|action)="(\/[^"]*)"/g)].map(([, link = '']) => link);
  expect(links.length).toBeGreaterThan(4);
  for (const link of links) {
    if (link.endsWith('signout')) continue;
    expect([link, (await fetch(front.origin + link, { redirect: 'manual' })).status]).toEqual([
      link,
      expect.toBeOneOf([200, 302]),
    ]);
  }
  const returns = [
    ['/portal/users/id', '/users/id'],
    ['/portal', '/'],
    ['/portal?tab=1', '/?tab=1'],
    ['/portal/', '/'],
    ['/portalvoid', '/portalvoid'],
  ];
  for (const [returnTo = '', path] of returns) {
    const query = new URLSearchParams({ returnTo }).toString();
    expect((await signIn(browser, app, `/auth/signin?${query}`)).url).toBe(`${app.origin}${path}`);
  }
  await browser.open(app.origin);
  await browser.submit({}, 'Sign out');
  expect(browser.html).toContain(`post_logout_redirect_uri&#x3D;${encodeURIComponent(app.origin)}`);
});

test('anonymous pages are for this browser alone, and depend on its cookies', async () => {
  for (const path of ['/', '/none', '/users/id', '/auth/signout']) {
    const { headers } = await fetch(bed.app.origin + path, { redirect: 'manual' });
    expect([path, headers.get('cache-control'), headers.get('vary')]).toEqual([
      path,
      'private, no-cache',
      expect.stringContaining('Cookie'),
    ]);
  }
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

test('cancelling is not a failure', async () => {
  const { app } = bed;
  const browser = new HttpBrowser();
  await browser.open(`${app.origin}/users/id`);
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
  const before = await app.sessions.count();
  await browser.open(`${app.origin}/auth/signout`);
  expect(browser.heading).toBe('Sign out?');
  expect(await app.sessions.count()).toBe(before);
  await browser.submit();
  expect(await app.sessions.count()).toBe(before - 1);
  const next = new URL(
    /url=([^"]*)"/.exec(browser.html)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? '',
  );
  expect(next.href).toContain(`${bed.tenant.origin}/contoso.onmicrosoft.com/oauth2/v2.0/logout`);
  expect(Object.fromEntries(next.searchParams)).toEqual({
    post_logout_redirect_uri: app.origin,
    logout_hint: expect.stringMatching(/^O\./),
  });
  expect(browser.headers.has('clear-site-data')).toBe(false);
  await browser.open(`${app.origin}/`);
  expect(browser.heading).toBe('Welcome');
  expect(browser.html).toContain('You are signed out.');
  expect((await browser.open(`${app.origin}/`)).html).not.toContain('You are signed out.');
});

test.each(['/', '/users/id'])('the button at %s signs out at once', async (path) => {
  const { app } = bed;
  const browser = await signIn(new HttpBrowser(), app, path === '/' ? undefined : path);
  await browser.submit({}, 'Sign out');
  expect([browser.heading, [...browser.cookiesOf(app.origin).keys()]]).toEqual([
    'You are signed out of this app',
    [expect.stringMatching(/^signed-out-/)],
  ]);
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
