import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from 'test-support';
import { expect } from 'vitest';
import { startTestBed, type TestBed } from './test-bed.ts';

/** Two apps that share a tenant, and a browser. */
export interface BrowserBed extends TestBed {
  /** What the pages' policies stopped. */
  stopped: readonly string[];
  /** Makes a browser profile of its own. */
  profile(options?: BrowserContextOptions): Promise<BrowserContext>;
}

export async function startBrowserBed(): Promise<BrowserBed> {
  const [browser, bed] = await Promise.all([launchBrowser(), startTestBed(2)]);
  const stopped: string[] = [];
  return {
    ...bed,
    stopped,
    async profile(options) {
      const context = await browser.newContext(options);
      context.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) stopped.push(message.text());
      });
      return context;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await bed[Symbol.asyncDispose]();
    },
  };
}

export const heading = (page: Page): Promise<string> => page.getByRole('heading', { level: 1 }).innerText();

/** Expects that no page's policy stopped anything so far, and that what one stops would have been seen. */
export async function expectNothingStopped(bed: BrowserBed): Promise<void> {
  expect(bed.stopped).toEqual([]);
  const context = await bed.profile();
  const page = await context.newPage();
  await page.goto(bed.app.origin);
  await page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('script'), { textContent: 'stopped = false' }));
  });
  await expect.poll(() => bed.stopped).toEqual([expect.stringContaining('Content Security Policy')]);
  await context.close();
}
