import { isMissing } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserBed, expectNothingStopped, heading, startBrowserBed } from './browser-bed.ts';
import { enterCredentials } from './user.ts';

describe.skipIf(await isMissing('chromium'))('in Chromium', () => {
  let bed: BrowserBed;
  beforeAll(async () => {
    bed = await startBrowserBed();
  });
  afterAll(() => bed[Symbol.asyncDispose]());

  test('signs in across sites, returns to the page asked for, and signs out', async () => {
    const context = await bed.profile();
    const page = await context.newPage();
    await page.goto(`${bed.app.origin}/users/id?tab=1`);
    await enterCredentials(page);
    await page.waitForURL(`${bed.app.origin}/users/id?tab=1`);
    expect(await page.getByRole('definition').allInnerTexts()).toContain('ada@contoso.com');
    const audience = page.getByRole('term').filter({ hasText: /^aud$/ });
    expect(await audience.isVisible()).toBe(false);
    await page.getByText('Protocol claims').click();
    expect(await audience.isVisible()).toBe(true);

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${bed.app.origin}/`);
    expect(await heading(page)).toBe('Welcome');
    expect(await page.getByRole('status').innerText()).toBe('You are signed out.');
    await context.close();
  });

  test('without scripts, by the button', async () => {
    const context = await bed.profile({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${bed.app.origin}/users/id`);
    await enterCredentials(page);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${bed.app.origin}/auth/redirect`);
    expect(await heading(page)).toBe('Signing you in');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${bed.app.origin}/users/id`);
    expect(await heading(page)).toBe('ID token claims');
    await context.close();
  });

  test('signing out of one app signs out of the other', async () => {
    const [one, other] = bed.apps;
    if (!one || !other) throw new Error('There are no two apps.');
    const context = await bed.profile();
    const page = await context.newPage();
    await page.goto(`${one.origin}/users/id`);
    await enterCredentials(page);
    await page.waitForURL(`${one.origin}/users/id`);
    await page.goto(`${other.origin}/users/id`);
    await page.waitForURL(`${other.origin}/users/id`);
    expect(await other.sessions.count()).toBe(1);

    await page.goto(`${one.origin}/auth/signout`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${one.origin}/`);
    await expect.poll(() => other.sessions.count()).toBe(0);
    await page.goto(other.origin);
    expect(await heading(page)).toBe('Welcome');
    await context.close();
  });

  test('no page ran into its own Content Security Policy', () => expectNothingStopped(bed));
});
