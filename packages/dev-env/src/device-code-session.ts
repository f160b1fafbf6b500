import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openTerminal } from 'test-support';
import type { DevEnv } from './dev-env.ts';
import { root } from './repository.ts';

/**
 * Signs Ada in with the device-code app, in a terminal and in a browser.
 *
 * @param cacheFolder where the app keeps its tokens
 * @returns what the terminal shows while the app waits, and once she has signed in
 */
export async function deviceCodeSession(
  page: Page,
  { emulator, env }: DevEnv,
  cacheFolder: string,
): Promise<[string, string]> {
  const [ada] = emulator.users;
  using terminal = openTerminal([join(root, 'apps/device-code')], {
    env: { ...env, XDG_CACHE_HOME: cacheFolder, DISPLAY: ':0' },
    columns: 99,
  });
  const [, code = ''] = await terminal.shows(/^([A-Z0-9]{9})$/m);
  await terminal.shows(/14:58 left/);
  const waiting = terminal.screen();
  await page.goto(`${emulator.authority}common/oauth2/deviceauth`);
  await page.getByLabel('Code').fill(code);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Email address').fill(ada?.mail ?? '');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Password').fill(ada?.password ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await terminal.exited;
  const usualPort = (screen: string): string => screen.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:4400');
  const signedIn = terminal.screen().replace(/^[^]*?(?=^Name )/m, '');
  return [usualPort(waiting), usualPort(signedIn)];
}
