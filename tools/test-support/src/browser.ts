import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type LaunchOptions,
  type Page,
} from 'playwright-core';
import { browserPath } from './browser-path.ts';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Starts the machine's Chromium, Chrome or Edge, headless. */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({ executablePath: installed(), ...options, args: [...quiet, ...(options.args ?? [])] });
}

/** Runs something in a page of a new profile, and closes the profile. Nothing in the page is waited for longer than 10 s. */
export async function inPage(browser: Browser, run: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext();
  context.setDefaultTimeout(10_000);
  await run(await context.newPage());
  await context.close();
}

/**
 * Starts the browser with a profile in a folder that allows third-party cookies, which `launchBrowser` does not send.
 */
export async function launchWithThirdPartyCookies(
  folder: string,
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  await mkdir(join(folder, 'Default'), { recursive: true });
  await writeFile(join(folder, 'Default/Preferences'), JSON.stringify({ profile: { cookie_controls_mode: 0 } }));
  return chromium.launchPersistentContext(folder, { ...options, executablePath: installed(), args: quiet });
}

function installed(): string {
  const path = browserPath();
  if (path === undefined) throw new Error('No browser was found. CHROMIUM_PATH can name one.');
  return path;
}
