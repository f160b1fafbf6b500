import type { Browser, Page } from 'playwright-core';
import { isMissing, launchBrowser } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestBed } from './test-bed.ts';
import { enterCredentials } from './user.ts';

describe.skipIf(await isMissing('chromium'))('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  const heading = (page: Page): Promise<string> => page.getByRole('heading', { level: 1 }).innerText();

  test('signs in across sites, returns to the page asked for, and signs out', async () => {
    await using bed = await startTestBed();
    const { app } = bed;
    const page = await browser.newPage();
    await page.goto(`${app.origin}/users/id?tab=1`);
    await enterCredentials(page);
    await page.waitForURL(`${app.origin}/users/id?tab=1`);
    expect(await page.getByRole('definition').allInnerTexts()).toContain('ada@contoso.com');
    expect(app.sessions.size).toBe(1);

    await page.getByRole('link', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${app.origin}/`);
    expect(await heading(page)).toBe('Welcome');
    expect(app.sessions.size).toBe(0);
    await page.context().close();
  });
});
