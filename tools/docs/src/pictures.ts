// Creates the pictures of the READMEs: `pnpm pictures`.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signIn } from 'ciam-emulator/playwright';
import type { BrowserContext, Page } from 'playwright-core';
import { freePort, launchBrowser, openTerminal } from 'test-support';
import { type DevEnv, startDevEnv } from 'dev-env/dev-env';
import { deviceCodeSession } from 'dev-env/device-code-session';
import { root } from './repository.ts';

const folder = join(root, 'docs', 'pictures');
await mkdir(folder, { recursive: true });
await using devEnv = await startDevEnv();
const browser = await launchBrowser();
const context = await browser.newContext({ deviceScaleFactor: 2, viewport: { width: 420, height: 620 } });

const screenshots = await signInToWebApp(await context.newPage(), devEnv);
await savePicture(context, 'sign-in', 900, sideBySide(screenshots));
await savePicture(context, 'demo', 860, terminal('npx --yes pnpm demo', await demoOutput()));
const cacheFolder = await mkdtemp(join(tmpdir(), 'pictures-'));
const [waiting, signedIn] = await deviceCodeSession(await browser.newPage(), devEnv, cacheFolder);
await rm(cacheFolder, { recursive: true });
await savePicture(context, 'device-code', 920, terminal('pnpm --filter device-code start', waiting, signedIn));
await browser.close();

/** Returns screenshots of the sign-in page and of the page after it, as PNG. */
async function signInToWebApp(page: Page, { emulator, web }: DevEnv): Promise<Buffer[]> {
  const [ada] = emulator.users;
  await page.goto(`${web.url}/auth/signin`);
  await page.getByLabel('Email address').fill(ada?.mail ?? '');
  const first = await page.screenshot();
  if (ada) await signIn(page, ada);
  await page.waitForURL(`${web.url}/**`);
  await page.goto(`${web.url}/`);
  return [first, await page.screenshot()];
}

/** Returns the output of the demo as a new user sees it: with the default ports, and without settings in `.env`. */
async function demoOutput(): Promise<string> {
  const [emulator, api] = [await freePort(), await freePort()];
  using demo = openTerminal([join(root, 'tools/dev-env')], {
    columns: 100,
    env: {
      NO_COLOR: '1',
      EMULATOR_PORT: String(emulator),
      AUTHORITY: `http://127.0.0.1:${emulator}/`,
      API_PORT: String(api),
      API_ENDPOINT: `http://localhost:${api}/api/todolist`,
      WEB_APP_PORT: '0',
    },
  });
  await demo.shows(/Ctrl-C stops everything/, 20_000);
  return demo
    .screen()
    .replace(/^oidc-provider WARNING: Unsupported runtime.*\n/, '')
    .replaceAll('--env-file=.data/demo.env ', '')
    .replace(/^The demo's own settings are[^]*?\n\n/m, '')
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:4400')
    .replaceAll(/localhost:\d+\/api/g, 'localhost:44351/api')
    .replaceAll(/localhost:\d+(?!\/api|\d)/g, 'localhost:3000');
}

function sideBySide(images: Buffer[]): string {
  const tags = images.map((image) => `<img src="data:image/png;base64,${image.toString('base64')}" alt="">`);
  return `<style>body { display: flex; gap: 20px; justify-content: center; padding: 20px; background: #e8eaef }
    img { width: 410px; border-radius: 12px; box-shadow: 0 4px 24px #0003 }</style>${tags.join('')}`;
}

function terminal(command: string, ...screens: string[]): string {
  const escaped = screens.map((screen) => screen.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
  return `<style>body { background: #e8eaef; padding: 20px }
    pre { margin: 0; padding: 20px 24px; border-radius: 12px; background: #16181d; color: #e6e6e6;
      font: 14px/1.5 'DejaVu Sans Mono', monospace; white-space: pre-wrap }
    pre + pre { margin-top: 16px }
    b { color: #8fd19e; font-weight: normal }</style>
    ${escaped.map((screen, at) => `<pre>${at === 0 ? `<b>$ ${command}</b>\n` : ''}${screen}</pre>`).join('')}`;
}

async function savePicture(context: BrowserContext, name: string, width: number, body: string): Promise<void> {
  const page = await context.newPage();
  await page.setViewportSize({ width, height: 100 });
  await page.setContent(`<!doctype html><style>body { margin: 0; box-sizing: border-box }</style>${body}`);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  await page.close();
}
