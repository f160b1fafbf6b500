import { join } from 'node:path';
import { enterDeviceCode, signIn } from 'ciam-emulator/playwright';
import type { Page } from 'playwright-core';
import { openTerminal } from 'test-support';
import type { DevEnv } from './dev-env.ts';
import { root } from './repository.ts';

/**
 * Signs Ada in with the device-code app, in a terminal and a browser.
 *
 * @param cacheFolder the folder for the app's tokens
 * @returns what the terminal shows while the app waits, and after the sign-in
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
  await terminal.shows(/14:5\d left/);
  const waiting = terminal.screen();
  await enterDeviceCode(page, { verificationUri: `${emulator.authority}common/oauth2/deviceauth`, userCode: code });
  if (ada) await signIn(page, ada);
  await terminal.exited;
  const usualPort = (screen: string): string => screen.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:4400');
  const signedIn = terminal.screen().replace(/^[^]*?(?=^Name )/m, '');
  return [usualPort(waiting), usualPort(signedIn)];
}
