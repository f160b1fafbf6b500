import { request } from 'node:http';
import { HttpBrowser } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pages } from '../src/error-page-texts.ts';
import { startTestBed, type TestBed } from './test-bed.ts';
import { signIn, startSignIn } from './user.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await startTestBed(1, {}, 'guid-host');
});
afterAll(() => bed[Symbol.asyncDispose]());

/** A victim's browser with a sign-in under way, up to the tenant's page that posts the response. */
const victim = (): Promise<HttpBrowser> => startSignIn(new HttpBrowser(), bed.app);
const responseOf = (browser: HttpBrowser): Record<string, string> =>
  Object.fromEntries(browser.page.form().inputs.map(({ name, value }) => [name, value]));
const redirect = (): string => `${bed.app.origin}/auth/redirect`;
const isSignedIn = async (browser: HttpBrowser): Promise<boolean> =>
  (await browser.open(`${bed.app.origin}/`)).heading.startsWith('Hi ');

describe('login CSRF', () => {
  test("another browser's valid code and state sign nobody in, before or after the re-post", async () => {
    const attacker = await victim();
    const target = await victim();
    const response = responseOf(attacker);
    await target.post(redirect(), response, { from: 'http://evil.example/' });
    await target.submit();
    expect([target.status, target.heading]).toEqual([400, 'This sign-in has ended']);
    await target.post(redirect(), response, { from: `${bed.app.origin}/` });
    expect(target.status).toBe(400);
    expect(await isSignedIn(target)).toBe(false);
  });

  test("another browser's code under the own state fails at PKCE", async () => {
    const [attacker, target] = [await victim(), await victim()];
    const { code = '' } = responseOf(attacker);
    await target.post(redirect(), { ...responseOf(target), code }, { from: `${bed.app.origin}/` });
    expect(target.status).toBe(400);
    expect(await isSignedIn(target)).toBe(false);
  });
});

test('fixation: a session ID known beforehand is worth nothing after signing in', async () => {
  const { app } = bed;
  const known = await signIn(new HttpBrowser(), app);
  const planted = new Map(known.cookiesOf(app.origin));
  const target = new HttpBrowser();
  target.cookies.set('localhost', new Map(planted));
  await signIn(target, app);
  expect(target.cookiesOf(app.origin)).not.toEqual(planted);
  expect(await isSignedIn(target)).toBe(true);
  expect(await isSignedIn(known)).toBe(false);
});

test('a replayed response works once, even with a copy of the cookies', async () => {
  const target = await victim();
  const copy = new HttpBrowser();
  copy.cookies.set('localhost', new Map(target.cookiesOf(bed.app.origin)));
  const response = responseOf(target);
  await target.submit();
  await target.submit();
  expect(target.heading).toBe('Hi Ada Lovelace!');
  await copy.post(redirect(), response, { from: `${bed.app.origin}/` });
  expect([copy.status, copy.heading]).toEqual([400, pages.usedCode.heading]);
  expect(await isSignedIn(copy)).toBe(false);
});

test('one sign-in is good for one token request, whatever codes come with it', async () => {
  const target = await victim();
  const { state = '' } = responseOf(target);
  const cookie = [...target.cookiesOf(bed.app.origin)].map((pair) => pair.join('=')).join('; ');
  const before = bed.tenant.control.requests.length;
  const responses = await Promise.all(
    Array.from({ length: 30 }, (_, count) =>
      new HttpBrowser().post(
        redirect(),
        { state, code: `junk-${count}` },
        { from: `${bed.app.origin}/`, headers: { cookie } },
      ),
    ),
  );
  expect(responses.every(({ status }) => status === 400)).toBe(true);
  const tokenRequests = bed.tenant.control.requests.slice(before).filter(({ path }) => path.endsWith('/token'));
  expect(tokenRequests).toHaveLength(1);
});

test('fields of another site that are not an authorization response are not posted again', async () => {
  const target = await victim();
  await target.post(redirect(), { ...responseOf(target), submit: 'x', id: 'continue' }, { from: bed.tenant.origin });
  expect(target.page.form().inputs.map(({ name }) => name)).toEqual(['state', 'code', 'reposted']);
});

test('swapped transaction cookies are refused', async () => {
  const target = await victim();
  const { state: first = '' } = responseOf(target);
  await startSignIn(target, bed.app);
  const cookies = target.cookiesOf(bed.app.origin);
  const [a = '', b = ''] = [...cookies.keys()].filter((name) => name.startsWith('signin'));
  const [valueOfA = '', valueOfB = ''] = [cookies.get(a), cookies.get(b)];
  cookies.set(a, valueOfB).set(b, valueOfA);
  await target.post(redirect(), { ...responseOf(target), state: first }, { from: `${bed.app.origin}/` });
  expect([target.status, await isSignedIn(target)]).toEqual([400, false]);
});

describe('an ID token that is not for this sign-in', () => {
  test.each<[string, Record<string, unknown>]>([
    ['another nonce', { nonce: 'another' }],
    ['no nonce', { nonce: null }],
    ['another audience', { aud: '99999999-aaaa-2222-bbbb-000000000001' }],
    ['another issuer', { iss: 'https://evil.ciamlogin.com/x/v2.0' }],
    ['an expired one', { exp: Math.floor(Date.now() / 1000) - 301 }],
    ['no expiry', { exp: null }],
    ['no subject', { sub: null }],
  ])('%s: nobody is signed in', async (_, claims) => {
    bed.tenant.control.addFault({ endpoint: 'token', kind: 'claims', claims, times: 1 });
    const target = await signIn(new HttpBrowser(), bed.app);
    expect([target.status, target.heading]).toEqual([400, 'The sign-in could not be verified']);
    expect(await isSignedIn(target)).toBe(false);
    expect(bed.tenant.control.faults).toEqual([]);
  });
});

test.each([
  '//evil.example',
  '/\\evil.example',
  'https:evil.example',
  '/.//evil.example',
  '%2F%2Fevil.example',
  '/%09/evil.example',
])('return to %s leads home', async (returnTo) => {
  const target = await signIn(new HttpBrowser(), bed.app, `/auth/signin?returnTo=${returnTo}`);
  expect(target.url).toBe(`${bed.app.origin}/`);
});

describe('signing out from another site', () => {
  test.each<[string, { from?: string; headers?: Record<string, string> }]>([
    ['a form of another site', { from: 'http://evil.example/' }],
    ['another app on this host', { from: 'http://localhost:1/' }],
    ['an opaque origin, as of a sandboxed frame', { headers: { origin: 'null', 'sec-fetch-site': 'cross-site' } }],
    ['no word of where it comes from', { headers: { 'sec-fetch-site': '', origin: '' } }],
  ])('%s changes nothing', async (_, options) => {
    const target = await signIn(new HttpBrowser(), bed.app);
    // As if the session cookie had come along, which Lax prevents.
    const cookie = [...target.cookiesOf(bed.app.origin)].map((pair) => pair.join('=')).join('; ');
    await target.post(`${bed.app.origin}/auth/signout`, {}, { ...options, headers: { ...options.headers, cookie } });
    expect(target.status).toBe(403);
    expect(await isSignedIn(target)).toBe(true);
  });

  test('an image or a link to it changes nothing', async () => {
    const target = await signIn(new HttpBrowser(), bed.app);
    await target.open(`${bed.app.origin}/auth/signout`);
    expect(await isSignedIn(target)).toBe(true);
  });
});

describe('script', () => {
  const script = '"><script>alert(1)</script>{{constructor}}';

  test('in every claim is text', async () => {
    const names = ['name', 'preferred_username', 'oid', 'sid', 'login_hint', 'ver'];
    const texts = Object.fromEntries(names.map((name) => [name, script]));
    const claims = { ...texts, [script]: [script, { [script]: script }] };
    bed.tenant.control.addFault({ endpoint: 'token', kind: 'claims', claims, times: 1 });
    const target = await signIn(new HttpBrowser(), bed.app, '/users/id');
    expect(target.status).toBe(200);
    expect(target.html).not.toContain('<script>alert');
    expect(target.html).toContain('&lt;script&gt;alert(1)');
    await target.open(`${bed.app.origin}/`);
    expect(target.html).not.toContain('<script>alert');
  });

  test('in every parameter of an error is text', async () => {
    const target = await victim();
    const { state = '' } = responseOf(target);
    const evil = {
      error: script,
      error_description: script,
      error_uri: script,
      error_subcode: script,
      [script]: script,
    };
    await target.post(redirect(), { state, ...evil }, { from: bed.tenant.origin });
    expect(target.html).toContain('&lt;script&gt;');
    expect(target.html).not.toContain('<script>alert');
    await target.submit();
    expect(target.status).toBe(400);
    expect(target.html).not.toContain('<script>alert');
  });
});

test('a sentence made to keep a regular expression busy holds nobody up', async () => {
  const target = await victim();
  const { state = '' } = responseOf(target);
  const response = { state, error: 'x', error_description: `x${' '.repeat(15_000)}x Trace ID` };
  await target.post(redirect(), response, { from: `${bed.app.origin}/` });
  expect([target.status, target.heading]).toEqual([400, 'The sign-in did not work']);
});

describe('GET of the redirect URI starts no sign-in', () => {
  const lost = 'The sign-in did not arrive';
  const ended = 'This sign-in has ended';

  test.each<[string, string, number, string, Record<string, string>]>([
    ['typed or bookmarked', '', 400, ended, {}],
    ['a redirected POST, cookies or not', '', 400, lost, { 'sec-fetch-site': 'cross-site' }],
    ['the same from our own page', '', 400, lost, { 'sec-fetch-site': 'same-origin' }],
    ['a code in the address', '?code=1&state=x', 400, lost, {}],
    ['an error', '?error=access_denied&error_description=AADSTS50105:+not+assigned', 403, pages.denied.heading, {}],
    [
      'an error of another sign-in',
      '?error=access_denied&state=mb0abcde-aaaaaaaaaaaaaaaaaaaaaa',
      403,
      'You are not signed in',
      {},
    ],
    ['an error nobody knows', '?error=x', 400, 'The sign-in did not work', {}],
    ['consent by an administrator', '?admin_consent=True&tenant=contoso', 200, 'Permissions granted', {}],
  ])('%s: %s', async (_, query, status, heading, headers) => {
    const visitor = await new HttpBrowser().open(redirect() + query, headers);
    expect([visitor.status, visitor.heading, visitor.url]).toEqual([status, heading, redirect() + query]);
  });

  test('a sign-in that is pending: the page and a warning name the cause', async () => {
    const target = await victim();
    await target.open(redirect());
    expect([target.status, target.heading]).toEqual([400, lost]);
    expect(target.html).toContain('REDIRECT_URI must be the final address');
    expect(bed.app.logged()).toMatch(/"level":40,.*"code":"response_lost"/);
  });

  test('an error of the sign-in that is pending ends it, and trying again keeps the page asked for', async () => {
    const target = await startSignIn(new HttpBrowser(), bed.app, '/users/id');
    const { state = '' } = responseOf(target);
    await target.open(`${redirect()}?${new URLSearchParams({ error: 'access_denied', state }).toString()}`);
    expect([target.heading, target.cookiesOf(bed.app.origin).size]).toEqual(['You are not signed in', 0]);
    expect(target.html).toContain('/auth/signin?returnTo');
  });

  test('who is signed in goes home', async () => {
    const target = await signIn(new HttpBrowser(), bed.app);
    expect((await target.open(redirect())).url).toBe(`${bed.app.origin}/`);
  });
});

describe('what is malformed or too large', () => {
  const post = (body: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(redirect(), {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });

  test.each<[string, string, Record<string, string>]>([
    ['nothing', '', {}],
    ['no cookies', 'code=1&state=mb0abcde-aaaaaaaaaaaaaaaaaaaaaa', {}],
    ['garbage', '\u0000%%%=&&&=%ff', {}],
    ['JSON', '{"state":"x"}', { 'content-type': 'application/json' }],
    ['no type', 'state=x', { 'content-type': '' }],
    ['nested fields', 'state[a]=1&code[]=2&__proto__[x]=1&state=a&state=b', {}],
    ['an unknown charset', 'state=x', { 'content-type': 'application/x-www-form-urlencoded; charset=x' }],
    ['an unknown encoding', 'state=x', { 'content-encoding': 'x' }],
    ['a broken encoding', 'state=x', { 'content-encoding': 'gzip' }],
    ['100 fields', Array.from({ length: 100 }, (_, index) => `a${index}=1`).join('&'), {}],
    ['1 MB', `state=${'a'.repeat(1_000_000)}`, {}],
    ['a broken cookie', 'state=x', { cookie: 'session-1=%E0%A4%A; =; ;;; signin-1.=' }],
  ])('%s: a page with a status of 4xx', async (_, body, headers) => {
    const response = await post(body, headers);
    expect(Math.floor(response.status / 100)).toBe(4);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain('<h1>');
  });

  test('a cookie of 1 MB is refused by the server itself', async () => {
    const status = await new Promise((resolve, reject) => {
      const message = request(
        redirect(),
        { method: 'POST', headers: { cookie: `a=${'a'.repeat(1_000_000)}` } },
        (response) => resolve(response.statusCode),
      );
      message.on('error', reject).end();
    });
    expect(status).toBe(431);
  });

  test.each(['/%E0%A4%A', '/users/%00', '/auth/signout/x', '/../../etc/passwd', '/%2e%2e/%2e%2e/package.json'])(
    'GET %s is not found or a bad request',
    async (path) => {
      expect([400, 404]).toContain((await fetch(bed.app.origin + path)).status);
    },
  );
});

test('anonymous visits and sign-in starts leave nothing in the store', async () => {
  const before = await bed.app.sessions.count();
  for (let count = 0; count < 20; count += 1) {
    const browser = new HttpBrowser();
    await browser.open(`${bed.app.origin}/`);
    await browser.open(`${bed.app.origin}/users/id`);
    await browser.open(`${bed.app.origin}/auth/signout`);
  }
  expect(await bed.app.sessions.count()).toBe(before);
});
