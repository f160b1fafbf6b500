import type { HttpBrowser, Page } from 'test-support';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answerStay, newBrowser, responseIn } from '../browser.ts';
import { type Emulator, startEmulator } from '../../src/index.ts';
import { authorizeUrl, post, signIn } from '../client.ts';
import { ada, ids } from '../tenant.ts';

let tenant: Emulator;
beforeAll(async () => {
  tenant = await startEmulator();
});
beforeEach(() => tenant.control.reset());
afterAll(() => tenant.close());

const password = 'Correct-Horse-7';
const lastCode = (): string => tenant.control.inbox[0]?.code ?? '';

/** A browser at a page, and what its form would send when the user is through with it. */
interface Standing {
  browser: HttpBrowser;
  page: Page;
  fields: Record<string, string>;
}

/** A browser that holds the same cookies. */
function copyOf(browser: HttpBrowser): HttpBrowser {
  const copy = newBrowser();
  for (const [host, cookies] of browser.cookies) copy.cookies.set(host, new Map(cookies));
  return copy;
}

async function at(url: string, browser: HttpBrowser = newBrowser()): Promise<{ browser: HttpBrowser; page: Page }> {
  return { browser, page: await browser.open(url) };
}

async function atCode(): Promise<{ browser: HttpBrowser; page: Page }> {
  const { browser, page } = await at(authorizeUrl(tenant, { prompt: 'create' }));
  return { browser, page: await browser.submitFrom(page, { email: 'new@example.com' }) };
}

async function atDevice(): Promise<{ browser: HttpBrowser; page: Page; userCode: string }> {
  const { body } = await post(tenant, 'devicecode', { client_id: ids.device, scope: 'openid' });
  return { ...(await at(String(body.verification_uri))), userCode: String(body.user_code) };
}

const atEmail = async (): Promise<Standing> => ({
  ...(await at(authorizeUrl(tenant))),
  fields: { email: 'ada@contoso.com' },
});

const forms: Record<string, () => Promise<Standing>> = {
  email: atEmail,
  password: async () => ({
    ...(await at(authorizeUrl(tenant, { login_hint: 'ada@contoso.com' }))),
    fields: { password: ada?.password ?? '' },
  }),
  account: async () => {
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    return {
      ...(await at(authorizeUrl(tenant, { prompt: 'select_account' }), browser)),
      fields: { account: ada?.id ?? '' },
    };
  },
  consent: async () => {
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    return { ...(await at(authorizeUrl(tenant, { prompt: 'consent' }), browser)), fields: { action: 'accept' } };
  },
  'sign-up': async () => ({
    ...(await at(authorizeUrl(tenant, { prompt: 'create' }))),
    fields: { email: 'new@example.com' },
  }),
  code: async () => ({ ...(await atCode()), fields: { code: lastCode() } }),
  'new-password': async () => {
    const { browser, page } = await atCode();
    const next = await browser.submitFrom(page, { code: lastCode() });
    return { browser, page: next, fields: { newPassword: password, confirmPassword: password } };
  },
  details: async () => {
    const { browser, page } = await atCode();
    const next = await browser.submitFrom(page, { code: lastCode() });
    const details = await browser.submitFrom(next, { newPassword: password, confirmPassword: password });
    return { browser, page: details, fields: { displayName: 'New' } };
  },
  'reset-password': async () => {
    const { browser, page } = await at(authorizeUrl(tenant));
    return { ...(await at(`${page.url}/reset-password`, browser)), fields: { email: 'ada@contoso.com' } };
  },
  cancel: async () => ({ ...(await at(authorizeUrl(tenant))), fields: { action: 'cancel' } }),
  'device code': async () => {
    const { userCode, ...standing } = await atDevice();
    return { ...standing, fields: { user_code: userCode } };
  },
  'device confirmation': async () => {
    const { userCode, browser, page } = await atDevice();
    return { browser, page: await browser.submitFrom(page, { user_code: userCode }), fields: { confirm: 'yes' } };
  },
};

describe.each(Object.entries(forms))('the form: %s', (_name, open) => {
  test.each([
    ['another site, as the browser tells', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', { 'sec-fetch-site': 'same-site' }],
    ['another site, in an older browser', { origin: 'https://evil.example' }],
    ['a sandboxed frame', { origin: 'null' }],
  ])('is refused from %s, and still good for its user', async (_who, headers) => {
    const { browser, page, fields } = await open();
    browser.requestHeaders = { 'sec-fetch-site': undefined, ...headers };
    const refused = await browser.submitFrom(page, fields);
    expect(refused.status).toBe(403);
    expect(refused.html).toContain('This request came from another site');
    browser.requestHeaders = { 'sec-fetch-site': 'same-origin', origin: tenant.origin };
    const accepted = await browser.submitFrom(page, fields);
    expect(accepted.status).toBeLessThan(400);
    expect(accepted.html).not.toContain('role="alert"');
  });

  test('cannot be framed, kept, or run a script that is not ours', async () => {
    const { page } = await open();
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(page.headers.get('x-frame-options')).toBe('DENY');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).not.toMatch(/unsafe|script-src (?!'self';)/);
    expect(page.headers.get('cache-control')).toContain('no-store');
    expect(page.html).not.toMatch(/<script(?! src="\/[\w-]+\/pages\.js" defer><\/script>)|\son\w+=|style="/);
  });

  test('is of no use to a browser that did not begin it', async () => {
    const { page, fields } = await open();
    const stranger = newBrowser();
    const visit = await stranger.submitFrom(page, fields);
    expect(visit.html).not.toContain('Are you signing in');
    expect(responseIn(visit.location ?? visit.url).get('code')).toBeNull();
    expect(visit.html).toMatch(/This sign-in has ended|Enter the code that your app or device shows/);
  });
});

describe('session fixation', () => {
  test('a session that was planted before the sign-in is worth nothing after it', async () => {
    const attacker = newBrowser();
    await attacker.open(authorizeUrl(tenant));
    await attacker.open(
      String((await post(tenant, 'devicecode', { client_id: ids.device, scope: 'openid' })).body.verification_uri),
    );
    const victim = copyOf(attacker);
    const another = copyOf(attacker);
    expect((await signIn(tenant, {}, victim)).get('code')).not.toBeNull();
    const again = await another.open(authorizeUrl(tenant));
    expect(again.html).toContain('Email address');
  });

  test('every sign-in gets a session ID of its own', async () => {
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    const name = `ciam-emulator-${tenant.port}-session`;
    const before = browser.cookiesOf(tenant.origin).get(name);
    await signIn(tenant, { prompt: 'login' }, browser);
    const after = browser.cookiesOf(tenant.origin).get(name);
    expect(before).toBeTruthy();
    expect(after).not.toBe(before);
    const stale = copyOf(browser);
    stale.cookiesOf(tenant.origin).set(name, before ?? '');
    expect((await stale.open(authorizeUrl(tenant))).html).toContain('Email address');
  });

  test('cookies are out of reach of scripts and other sites', async () => {
    const response = await fetch(authorizeUrl(tenant), { redirect: 'manual' });
    const cookies = response.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie.toLowerCase()).toContain('httponly');
      expect(cookie.toLowerCase()).toContain('samesite=lax');
    }
  });
});

describe('guessing', () => {
  test('a code is gone after five wrong entries, even of many at once', async () => {
    const { browser, page } = await atCode();
    const right = lastCode();
    const wrong = right === '00000000' ? '11111111' : '00000000';
    const visits = await Promise.all(Array.from({ length: 9 }, () => browser.submitFrom(page, { code: wrong })));
    expect(visits.filter(({ html }) => /You can try \d more time/.test(html))).toHaveLength(4);
    const late = await browser.submitFrom(page, { code: right });
    expect(late.html).toContain('too many wrong attempts with this code');
  });

  test.each([
    [1799, 'Choose a password'],
    [1800, 'That code has expired'],
  ])('a code after %i seconds: %s', async (advanceSeconds, outcome) => {
    const { browser, page } = await atCode();
    tenant.control.setClock({ freezeAt: 'now' });
    const fresh = await browser.submitFrom(page, { action: 'resend' });
    tenant.control.setClock({ advanceSeconds });
    expect((await browser.submitFrom(fresh, { code: lastCode() })).html).toContain(outcome);
  });

  test('new codes and new browsers do not help: ten wrong entries lock the address', async () => {
    const wrong = async (): Promise<string> => {
      const { browser, page } = await atCode();
      const code = lastCode() === '00000000' ? '11111111' : '00000000';
      let html = '';
      for (let entry = 0; entry < 5; entry += 1) ({ html } = await browser.submitFrom(page, { code }));
      return html;
    };
    await wrong();
    expect(await wrong()).toContain('locked for a while');
    const mails = tenant.control.inbox.length;
    const { page } = await atCode();
    expect(page.html).toContain('locked for a while');
    expect(tenant.control.inbox).toHaveLength(mails);
  });

  test('a lock holds the right password off too, and doubles when it is earned again', async () => {
    const { browser, page } = await at(authorizeUrl(tenant, { login_hint: 'ada@contoso.com' }));
    const guess = () => browser.submitFrom(page, { password: 'wrong' });
    for (let entry = 0; entry < 10; entry += 1) await guess();
    const right = await browser.submitFrom(page, { password: ada?.password ?? '' });
    expect(right.html).toContain('Try again in 60 seconds');
    tenant.control.setClock({ advanceSeconds: 61 });
    for (let entry = 0; entry < 10; entry += 1) await guess();
    expect((await guess()).html).toContain('Try again in 2 minutes');
    tenant.control.setClock({ advanceSeconds: 121 });
    const done = await answerStay(browser, await browser.submitFrom(page, { password: ada?.password ?? '' }));
    expect(responseIn(done.location ?? done.url).get('code')).not.toBeNull();
  });

  test('device codes: fifty wrong ones, and nobody enters any for a minute', async () => {
    const { browser, page, userCode } = await atDevice();
    let visit = page;
    for (let entry = 0; entry < 50; entry += 1) visit = await browser.submitFrom(visit, { user_code: 'BCDFGHJKL' });
    expect(visit.html).toContain('That code is not right');
    const locked = await browser.submitFrom(visit, { user_code: userCode });
    expect(locked.status).toBe(429);
    tenant.control.setClock({ advanceSeconds: 61 });
    const confirm = await browser.submitFrom(await browser.open(visit.url), { user_code: userCode });
    expect(confirm.html).toContain('Are you signing in to Sample device app?');
  });
});

describe('escaping', () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>'`;

  test.each(['email', 'sign-up', 'details', 'code', 'password'])(
    'what is entered at %s comes back as text',
    async (name) => {
      const { browser, page, fields } = await (forms[name] ?? atEmail)();
      const entered = Object.fromEntries(Object.keys(fields).map((field) => [field, hostile]));
      const visit = await browser.submitFrom(page, { ...entered, country: hostile });
      expect(visit.status).toBe(200);
      expect(visit.html).not.toContain('<script>alert');
      expect(visit.html).not.toContain('<img src=x');
    },
  );

  test('so do login_hint, a display name, and the address in the inbox', async () => {
    const hinted = await newBrowser().open(authorizeUrl(tenant, { login_hint: hostile }));
    expect(hinted.html).toContain('&quot;&gt;&lt;script&gt;');
    expect(hinted.html).not.toContain('<script>alert');
    tenant.control.addUser({
      id: ada?.id ?? '',
      mail: 'ada@contoso.com',
      displayName: hostile,
      password: ada?.password ?? '',
    });
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    const picker = await browser.open(authorizeUrl(tenant, { prompt: 'select_account' }));
    expect(picker.html).toContain('&lt;script&gt;');
    expect(picker.html).not.toContain('<script>');
    const inbox = await browser.open(`${tenant.authority}${tenant.tenantId}/inbox?to=${encodeURIComponent(hostile)}`);
    expect(inbox.html).not.toContain('<script>alert');
  });
});
