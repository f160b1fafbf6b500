import type { HttpBrowser, Page } from 'test-support';
import { expect, test } from 'vitest';
import { newBrowser, responseIn } from '../browser.ts';
import { type Emulator, startEmulator } from '../../src/index.ts';
import { authorizeUrl } from '../client.ts';
import { ada, grace, ids, testTenant } from '../tenant.ts';

const mail = ada?.mail ?? '';
const hintOf = (id = '') => `O.${Buffer.from(id).toString('base64url')}`;

/** The page that asks, of a browser that has just proven who its user is. */
async function asked(tenant: Emulator, browser: HttpBrowser, fields: Record<string, string> = {}): Promise<Page> {
  const password = await browser.submitFrom(await browser.open(authorizeUrl(tenant, fields)), { email: mail });
  return browser.submitFrom(password, { password: ada?.password ?? '' });
}

/** Seconds that a cookie lasts, as it was set last; 0 where it ends with the browser. */
function lifetimeOf({ setCookies }: HttpBrowser, name: RegExp): number {
  const cookie = setCookies.findLast((line) => name.test(line)) ?? '';
  return Number(/max-age=(\d+)/i.exec(cookie)?.[1] ?? 0);
}

const day = 86_400;
const session = /^ciam-emulator-\d+-session=/;

test.each([
  ['stay', 90 * day],
  ['leave', 0],
] as const)('a user who says %s keeps the session in the browser for %i seconds', async (action, seconds) => {
  await using tenant = await startEmulator({ config: testTenant });
  tenant.control.setClock({ freezeAt: 'now' });
  const browser = newBrowser();
  const done = await browser.submitFrom(await asked(tenant, browser), { action });
  expect(responseIn(done.location ?? '').get('code')).not.toBeNull();
  expect(lifetimeOf(browser, session)).toBe(seconds);
  tenant.control.setClock({ advanceSeconds: 2 * day });
  const later = await browser.open(authorizeUrl(tenant, { prompt: 'none' }));
  expect(responseIn(later.location ?? '').has('code')).toBe(action === 'stay');
});

test('the last word counts, and a clock far from the browser’s does not shorten it', async () => {
  await using tenant = await startEmulator({ config: testTenant });
  tenant.control.setClock({ freezeAt: '2020-01-01T00:00:00Z' });
  const browser = newBrowser();
  await browser.submitFrom(await asked(tenant, browser), { action: 'leave' });
  await browser.submitFrom(await asked(tenant, browser, { prompt: 'login' }), { action: 'stay' });
  expect(lifetimeOf(browser, session)).toBe(90 * day);
  await browser.submitFrom(await asked(tenant, browser, { prompt: 'login' }), { action: 'leave' });
  expect(lifetimeOf(browser, session)).toBe(0);
});

test('an account that stays signed in still does when another one is in use, and after that has signed out', async () => {
  await using tenant = await startEmulator({ config: testTenant });
  tenant.control.setClock({ freezeAt: 'now' });
  const browser = newBrowser();
  await browser.submitFrom(await asked(tenant, browser), { action: 'stay' });
  const picker = await browser.open(authorizeUrl(tenant, { prompt: 'select_account' }));
  const password = await browser.submitFrom(await browser.open(`${picker.url}/email`), { email: grace?.mail ?? '' });
  const stay = await browser.submitFrom(password, { password: grace?.password ?? '' });
  await browser.submitFrom(stay, { action: 'leave' });
  expect([lifetimeOf(browser, session), lifetimeOf(browser, /-session-others=/)]).toEqual([0, 90 * day]);
  const signOut = `${tenant.authority}${tenant.tenantId}/oauth2/v2.0/logout?logout_hint=${hintOf(grace?.id)}`;
  await browser.open(signOut);
  expect(lifetimeOf(browser, session)).toBe(90 * day);
});

test('a tenant that does not ask lets sessions end with the browser', async () => {
  await using tenant = await startEmulator({ config: { ...testTenant, staySignedIn: false } });
  const browser = newBrowser();
  const done = await asked(tenant, browser);
  expect(responseIn(done.location ?? '').get('code')).not.toBeNull();
  expect(lifetimeOf(browser, session)).toBe(0);
});

test('the question alone lets nobody in', async () => {
  await using tenant = await startEmulator({ config: testTenant });
  const first = await newBrowser().open(authorizeUrl(tenant));
  const browser = newBrowser();
  const page = await browser.open(authorizeUrl(tenant));
  expect((await browser.open(`${page.url.replace(/\/[a-z-]+$/, '')}/stay-signed-in`)).html).toContain('Sign in');
  expect((await newBrowser().open(`${first.url}/stay-signed-in`)).status).toBe(400);
});

test('the driver without a browser answers it', async () => {
  await using tenant = await startEmulator({ config: testTenant });
  const { fields } = await tenant.control.signIn(authorizeUrl(tenant), mail);
  expect(fields.code).toBeDefined();
});

test('coopEnforcement cuts the pages of an application off from its window', async () => {
  await using tenant = await startEmulator({ config: testTenant });
  const policy = async () => (await newBrowser().open(authorizeUrl(tenant))).headers.get('cross-origin-opener-policy');
  expect(await policy()).toBeNull();
  tenant.control.updateApplication(ids.web, { coopEnforcement: true });
  expect(await policy()).toBe('same-origin');
});
