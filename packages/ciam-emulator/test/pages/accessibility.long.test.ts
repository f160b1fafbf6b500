import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { isMissing, launchBrowser } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultTenant, type Emulator, startEmulator, type TenantConfig } from '../../src/index.ts';
import { readCode } from '../../src/playwright.ts';
import { post } from '../client.ts';
import { ids } from '../tenant.ts';
import { type App, startApp } from './app.ts';

const pixel =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

/** A tenant that looks as different from our own as its configuration allows. */
const config: TenantConfig = {
  ...defaultTenant,
  branding: { accentColor: '#ffd500', logo: pixel },
  users: defaultTenant.users.map((user) => Object.assign(structuredClone(user), { mobilePhone: '+1 555 0100' })),
  conditionalAccessPolicies: [
    {
      conditions: { applications: { includeAuthenticationContextClassReferences: ['c1'] } },
      grantControls: { builtInControls: ['mfa'] },
    },
  ],
};
const stepUp = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } });

const input = async (page: Page, fields: Record<string, string>, button: string | RegExp): Promise<void> => {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
  await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  await page.waitForLoadState();
};

/** How each page is reached, one from the other. */
function walk({ tenant, app }: { tenant: Emulator; app: App }): [string, (page: Page) => Promise<unknown>][] {
  const mail = 'new@example.com';
  const open =
    (fields: Record<string, string> = {}) =>
    (page: Page) =>
      page.goto(app.signIn(tenant, fields));
  return [
    ['home', (page) => page.goto(tenant.origin)],
    ['email', open()],
    ['email refused', (page) => input(page, { 'Email address': 'nobody@example.com' }, 'Next')],
    ['sign-up', (page) => page.getByRole('link', { name: 'Create one' }).click()],
    ['code', (page) => input(page, { 'Email address': mail }, 'Next')],
    ['code refused', (page) => input(page, { Code: 'x' }, 'Next')],
    ['new password', async (page) => input(page, { Code: await readCode(page, mail) }, 'Next')],
    ['new password refused', (page) => input(page, { 'New password': 'x', 'Confirm password': 'x' }, 'Next')],
    ['details', (page) => input(page, { 'New password': 'Abcdefg1', 'Confirm password': 'Abcdefg1' }, 'Next')],
    ['details refused', (page) => input(page, { 'Display name': ' ' }, 'Create account')],
    ['inbox', (page) => page.goto(`${tenant.origin}/${tenant.tenantId}/inbox`)],
    ['password', open({ login_hint: 'ada@contoso.com' })],
    ['password refused', (page) => input(page, { Password: 'x' }, 'Sign in')],
    ['reset', (page) => page.getByRole('link', { name: 'Forgot' }).click()],
    [
      'stay signed in',
      async (page) => {
        await open({ prompt: 'consent', login_hint: 'ada@contoso.com' })(page);
        await input(page, { Password: 'Analytical-Engine-1843' }, 'Sign in');
      },
    ],
    ['consent', (page) => input(page, {}, 'Yes')],
    ['second factor', open({ claims: stepUp })],
    ['code of a second factor', (page) => input(page, {}, /^Text a code/)],
    ['accounts', open({ prompt: 'select_account' })],
    ['device code', (page) => page.goto(`${tenant.origin}/common/oauth2/deviceauth`)],
    ['device code refused', (page) => input(page, { Code: 'WRONG' }, 'Next')],
    [
      'device confirmation',
      async (page) => {
        const { body } = await post(tenant, 'devicecode', { client_id: ids.device, scope: 'openid' });
        await input(page, { Code: String(body.user_code) }, 'Next');
      },
    ],
    ['device done', (page) => input(page, {}, 'Continue')],
    ['error', open({ redirect_uri: 'https://elsewhere.example' })],
    ['sign-out', (page) => page.goto(`${tenant.origin}/${tenant.tenantId}/oauth2/v2.0/logout`)],
    ['signed out', (page) => input(page, {}, 'Ada Lovelace ada@contoso.com')],
    ['sign-in gone', (page) => page.goto(`${tenant.origin}/${tenant.tenantId}/interaction/gone`)],
    ['no such page', (page) => page.goto(`${tenant.origin}/nothing/here`)],
  ];
}

/** Pages that scripts leave by themselves. */
function walkWithoutScripts({ tenant, app }: { tenant: Emulator; app: App }): ReturnType<typeof walk> {
  const pages = walk({ tenant, app });
  const formPost = app.signIn(tenant, { response_mode: 'form_post', login_hint: 'ada@contoso.com' });
  return [...pages.slice(0, -4), ['form post', (page) => page.goto(formPost)], ...pages.slice(-4)];
}

/** A page as a browser without scripts has it, in a browser that has some: axe-core needs them. */
async function copyTo(copy: Page, page: Page): Promise<void> {
  const html = (await page.content())
    .replaceAll(/<script[^]*?<\/script>/g, '')
    .replaceAll(/<meta http-equiv="refresh"[^>]*>/g, '')
    .replaceAll(/<(\/?)noscript>/g, '<$1div>');
  await copy.unrouteAll();
  await copy.route(page.url(), (route) => route.fulfill({ body: html, contentType: 'text/html' }));
  await copy.goto(page.url());
}

/** What axe-core finds, and whether the page is wider than the window. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    if (await page.evaluate('document.documentElement.scrollWidth > innerWidth')) found.push(`wider than ${width}`);
    if (width === 320) continue;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const violations: { id: string; nodes: { html: string }[] }[] = await page.evaluate(
        'axe.run(document).then(({ violations }) => violations)',
      );
      const said = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      found.push(...said.map((text) => `${width}, ${colorScheme}: ${text}`));
    }
  }
  return found;
}

describe.skipIf(await isMissing('chromium'))('every page, for everyone', () => {
  let browser: Browser;
  let tenant: Emulator;
  let app: App;
  beforeAll(async () => {
    [browser, tenant, app] = await Promise.all([launchBrowser(), startEmulator({ config }), startApp()]);
    tenant.applications.find(({ appId }) => appId === ids.web)!.web!.logoutUrl = `${app.origin}/front-channel`;
  });
  afterAll(async () => {
    await browser.close();
    await tenant.close();
    await app[Symbol.asyncDispose]();
  });

  test('has nothing for axe-core to find, and loads nothing from elsewhere', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
    page.setDefaultTimeout(10_000);
    const elsewhere: string[] = [];
    const blocked: string[] = [];
    // Whether an app runs there makes no difference.
    await page.route('http://localhost:3000/**', (route) => route.fulfill({ body: '' }));
    page.on('request', (request) => {
      // Apps hear of a sign-out in frames of their own.
      const ours = [tenant.origin, 'data:', `${app.origin}/front-channel?`];
      if (!ours.some((start) => request.url().startsWith(start))) elsewhere.push(request.url());
    });
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) blocked.push(message.text());
    });
    const found: Record<string, string[]> = {};
    for (const [name, reach] of walk({ tenant, app })) {
      await reach(page);
      const here = await findings(page);
      if ((await page.getByRole('heading', { level: 1 }).count()) !== 1) here.push('not one heading');
      if (here.length > 0) found[name] = here;
    }
    expect({ found, elsewhere, blocked }).toEqual({ found: {}, elsewhere: [], blocked: [] });
    await page.close();
  });

  test('has nothing for axe-core to find without scripts either', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const [page, copy] = [await context.newPage(), await browser.newPage()];
    page.setDefaultTimeout(10_000);
    await page.route('http://localhost:3000/**', (route) => route.fulfill({ body: '' }));
    tenant.control.reset();
    const found: Record<string, string[]> = {};
    for (const [name, reach] of walkWithoutScripts({ tenant, app })) {
      await reach(page);
      await copyTo(copy, page);
      const here = await findings(copy);
      if (here.length > 0) found[name] = here;
    }
    expect(found).toEqual({});
    await context.close();
    await copy.close();
  });

  test('a password can be shown, and is not there to be pressed without scripts', async () => {
    const url = app.signIn(tenant, { login_hint: 'ada@contoso.com' });
    for (const javaScriptEnabled of [true, false]) {
      const context = await browser.newContext({ javaScriptEnabled });
      const page = await context.newPage();
      await page.goto(url);
      const field = page.getByLabel('Password');
      const show = page.getByRole('button', { name: 'Show password' });
      expect(await show.count()).toBe(javaScriptEnabled ? 1 : 0);
      await field.fill('Analytical-Engine-1843');
      const types: (string | null)[] = [];
      if (javaScriptEnabled) {
        await show.click();
        types.push(await field.getAttribute('type'));
        types.push(...(await findings(page)));
        await page.getByRole('button', { name: 'Hide password' }).click();
        await show.click();
      }
      expect(types).toEqual(javaScriptEnabled ? ['text'] : []);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'No' }).click();
      await expect.poll(() => new URL(page.url()).origin).toBe(app.origin);
      await context.close();
    }
  });
});
