import { isMissing, launchBrowser } from 'test-support';
import { describe, expect, test } from 'vitest';
import { startTestBed } from './test-bed.ts';
import { enterCredentials } from './user.ts';

describe.skipIf(await isMissing('chromium'))('in Chromium', () => {
  // After two minutes browsers treat a new cookie without SameSite as Lax, which is what ends most samples.
  test('130 seconds at the tenant’s pages do no harm', async () => {
    await using bed = await startTestBed();
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`${bed.app.origin}/users/id`);
      await page.waitForTimeout(130_000);
      await enterCredentials(page);
      await page.waitForURL(`${bed.app.origin}/users/id`);
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('ID token claims');
    } finally {
      await browser.close();
    }
  });
});
