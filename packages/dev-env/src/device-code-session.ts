import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openTerminal } from 'test-support';
import type { DevEnv } from './dev-env.ts';
import { root } from './repository.ts';

/** What a terminal shows of the device-code app: while it waits, and once Ada has signed in. */
export async function deviceCodeSession(page: Page, { emulator, env }: DevEnv): Promise<[string, string]> {
  const [ada] = emulator.users;
  const cache = await mkdtemp(join(tmpdir(), 'device-code-'));
  using terminal = openTerminal([join(root, 'apps/device-code')], {
    env: { ...env, XDG_CACHE_HOME: cache, DISPLAY: ':0' },
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
  await rm(cache, { recursive: true });
  const usualPort = (screen: string): string => screen.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:4400');
  const signedIn = terminal.screen().replace(/^[^]*?(?=^Name )/m, '');
  return [usualPort(waiting), usualPort(signedIn)];
}
