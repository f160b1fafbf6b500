import { expect, test } from 'vitest';

import { newBrowser, responseIn, signInAt } from '../browser.ts';
import { startEmulator } from '../../src/index.ts';
import { authorizeUrl } from '../client.ts';
import { ada, ids, testTenant } from '../tenant.ts';

const asking = { ...testTenant, staySignedIn: true };
const mail = ada?.mail ?? '';

test.each([
  ['stay', true],
  ['leave', false],
])('a user who says %s keeps a session that outlives the browser: %s', async (action, persistent) => {
  await using tenant = await startEmulator({ config: asking });
  const browser = newBrowser();
  const asked = await signInAt(browser, authorizeUrl(tenant), mail, ada?.password ?? '');
  expect(asked.html).toContain('Stay signed in?');
  const done = await browser.submitFrom(asked, { action });
  expect(responseIn(done.location ?? '').get('code')).not.toBeNull();
  const session = done.headers.getSetCookie().find((cookie) => /session=/.test(cookie)) ?? '';
  expect([session.includes('session='), /expires=/i.test(session)]).toEqual([true, persistent]);
  const again = await browser.open(authorizeUrl(tenant, { prompt: 'none' }));
  expect(responseIn(again.location ?? '').get('code')).not.toBeNull();
});

test('the question alone lets nobody in', async () => {
  await using tenant = await startEmulator({ config: asking });
  const first = await newBrowser().open(authorizeUrl(tenant));
  const browser = newBrowser();
  const page = await browser.open(authorizeUrl(tenant));
  expect((await browser.open(`${page.url.replace(/\/[a-z-]+$/, '')}/stay-signed-in`)).html).toContain('Sign in');
  expect((await newBrowser().open(`${first.url}/stay-signed-in`)).status).toBe(400);
});

test('the driver without a browser answers it', async () => {
  await using tenant = await startEmulator({ config: asking });
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
