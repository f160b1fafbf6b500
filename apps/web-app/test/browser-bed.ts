import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from 'test-support';
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
