import { signIn } from 'ciam-emulator/playwright';
import { join } from 'node:path';
import { isMissing, launchBrowser, runProgram, startProgram } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { type DevEnv, startDevEnv } from '../src/dev-env.ts';
import { root } from '../src/repository.ts';
import { approveDevice, userOf } from './sign-in.ts';

const noBrowser = await isMissing('chromium');

describe.skipIf(noBrowser)('the three apps on the local tenant', () => {
  let browser: Browser;
  let devEnv: DevEnv;

  beforeAll(async () => {
    [browser, devEnv] = await Promise.all([launchBrowser(), startDevEnv()]);
  });
  afterAll(async () => {
    await browser.close();
    await devEnv[Symbol.asyncDispose]();
  });

  test('web app: signs in across sites, shows the claims, signs out', async () => {
    const ada = userOf(devEnv.emulator, 'ada@contoso.com');
    const page = await browser.newPage();
    expect(new URL(devEnv.web.url).hostname).not.toBe(new URL(devEnv.emulator.authority).hostname);
    await page.goto(devEnv.web.url);
    await page.getByRole('link', { name: 'Sign in' }).first().click();
    await page.waitForURL(`${devEnv.emulator.authority}**`);
    await signIn(page, ada);
    await page.waitForURL(`${devEnv.web.url}/**`);
    await page.goto(`${devEnv.web.url}/users/id`);
    await expect(page.getByText(ada.id).count()).resolves.toBeGreaterThan(0);
    await page.goto(`${devEnv.web.url}/auth/signout`);
    await page.getByRole('button', { name: 'Sign out' }).last().click();
    await page.waitForURL(`${devEnv.web.url}/`);
    await page.goto(`${devEnv.web.url}/users/id`);
    await page.waitForURL(`${devEnv.emulator.authority}**`);
  });

  test('device-code app: prints a code, which signs in', async () => {
    const grace = userOf(devEnv.emulator, 'grace@contoso.com');
    await using app = startProgram(process.execPath, [join(root, 'apps/device-code')], { env: devEnv.env });
    const message = await app.printed(/open the page (\S+) and enter the code (\S+) to authenticate/);
    const page = await browser.newPage();
    await approveDevice(page, message, grace);
    const { code: exitCode, stdout } = await app.exited;
    expect(exitCode).toBe(0);
    expect(stdout).toContain(grace.mail);
    expect(stdout).toContain(grace.id);
  });

  test('daemon: prints the to-dos, from the folder the user starts it in', async () => {
    const { code, stdout, stderr } = await runProgram(process.execPath, ['daemon', '--op', 'getToDos'], {
      cwd: join(root, 'apps'),
      env: devEnv.env,
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toHaveLength(3);
  });
});
