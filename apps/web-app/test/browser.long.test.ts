import axe from 'axe-core';
import { isMissing, launchBrowser } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserBed, expectNothingStopped, heading, startBrowserBed } from './browser-bed.ts';
import { enterCredentials } from './user.ts';

describe.skipIf(await isMissing('chromium'))('in Chromium', () => {
  let bed: BrowserBed;
  beforeAll(async () => {
    bed = await startBrowserBed();
  });
  afterAll(() => bed[Symbol.asyncDispose]());

  test('the back button after signing in leads to a page that helps', async () => {
    const context = await bed.profile();
    const page = await context.newPage();
    await page.goto(bed.app.origin);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await enterCredentials(page);
    await page.waitForURL(`${bed.app.origin}/`);
    const seen = new Set<string>();
    for (let steps = 0; steps < 6 && (await page.goBack().catch(() => null)); steps += 1) {
      await page.waitForLoadState();
      const { origin } = new URL(page.url());
      if (origin === bed.app.origin) seen.add(await heading(page));
    }
    expect(['Hi Ada Lovelace!', 'Welcome', 'Signing you in']).toEqual(expect.arrayContaining([...seen]));
    expect(seen.size).toBeGreaterThan(0);
    await page.goto(bed.app.origin);
    expect(await heading(page)).toBe('Hi Ada Lovelace!');
    await context.close();
  });

  test('two tabs finish in reverse order', async () => {
    const context = await bed.profile();
    const [first, second] = [await context.newPage(), await context.newPage()];
    await first.goto(`${bed.app.origin}/users/id?tab=1`);
    await second.goto(`${bed.app.origin}/users/id?tab=2`);
    await enterCredentials(second);
    await second.waitForURL(`${bed.app.origin}/users/id?tab=2`);
    await enterCredentials(first);
    await first.waitForURL(`${bed.app.origin}/users/id?tab=1`);
    expect(await heading(first)).toBe('ID token claims');
    await context.close();
  });

  test('cancelling at the tenant is not a failure', async () => {
    const context = await bed.profile();
    const page = await context.newPage();
    await page.goto(`${bed.app.origin}/users/id`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL(`${bed.app.origin}/auth/redirect`);
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
    await page.getByRole('link', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(`${bed.tenant.origin}/**`);
    expect(await page.getByLabel('Email address').isVisible()).toBe(true);
    await context.close();
  });

  test('after signing out, the back button does not show what the user saw', async () => {
    // Playwright switches off what this is about.
    const everyday = await launchBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
    const page = await everyday.newPage();
    await page.goto(`${bed.app.origin}/users/id`);
    await enterCredentials(page);
    await page.waitForURL(`${bed.app.origin}/users/id`);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${bed.app.origin}/`);
    await page.evaluate('history.go(-1)');
    await expect.poll(() => page.getByLabel('Email address').isVisible()).toBe(true);
    await everyday.close();
  });

  test('a page that was left while its user signed out elsewhere is loaded again on return', async () => {
    const everyday = await launchBrowser({ ignoreDefaultArgs: ['--disable-back-forward-cache'] });
    const page = await everyday.newPage();
    await page.goto(`${bed.app.origin}/users/id`);
    await enterCredentials(page);
    await page.waitForURL(`${bed.app.origin}/users/id`);
    const sid = (await page.locator('dt:has-text("sid") + dd').first().textContent()) ?? '';
    await page.goto(`${bed.tenant.origin}/`);
    await fetch(`${bed.app.origin}/auth/frontchannel-logout?${new URLSearchParams({ sid, iss: bed.tenant.issuer })}`);
    bed.tenant.control.revokeSessions();
    await page.goBack();
    await expect.poll(() => page.getByLabel('Email address').isVisible()).toBe(true);
    await everyday.close();
  });

  test('every page is clean for axe-core, light and dark, and fits a phone', async () => {
    const context = await bed.profile();
    await context.addInitScript({ content: axe.source });
    const page = await context.newPage();
    const check = async (): Promise<void> => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width: 320, height: 600 });
        const found = await page.evaluate<string[]>('axe.run().then((r) => r.violations.map((v) => v.id + v.help))');
        expect(found.map((violation) => `${page.url()} ${violation}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      }
    };
    for (const path of ['/', '/none']) {
      await page.goto(bed.app.origin + path);
      await check();
    }
    await page.route('**/continue.js', (route) => route.abort());
    await page.goto(`${bed.app.origin}/users/id`);
    await enterCredentials(page);
    await page.waitForURL(`${bed.app.origin}/auth/redirect`);
    await check();
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${bed.app.origin}/users/id`);
    await check();
    await page.goto(`${bed.app.origin}/`);
    await check();
    await page.goto(`${bed.app.origin}/auth/signout`);
    await check();
    await page.route(`${bed.tenant.origin}/**`, (route) => route.fulfill({ status: 204 }));
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out of this app' }).waitFor();
    await check();
    await context.close();
  });

  test('no page ran into its own Content Security Policy', () => expectNothingStopped(bed));
});
