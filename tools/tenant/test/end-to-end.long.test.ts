import { dirname, join, resolve } from 'node:path';
import { defaultTenant, startEmulator, type TenantConfig } from 'ciam-emulator';
import { enterDeviceCode, signIn } from 'ciam-emulator/playwright';
import { localTenant } from 'ciam-emulator/tenant-file';
import type { Page } from 'playwright-core';
import { freePort, isMissing, launchBrowser, runProgram, startProgram } from 'test-support';
import { describe, expect, test } from 'vitest';
import { exportTenant } from '../src/exporting/export-tenant.ts';
import { type Setting, startSetting } from './setting.ts';

const root = resolve(import.meta.dirname, '../../..');
const ada = { mail: 'ada@contoso.com', password: 'Analytical-Engine-1843' };

describe.skipIf(await isMissing('chromium'))('a tenant that register set up', () => {
  test('is in order to the doctor, and the three apps run on it', async () => {
    await using setting = await startSetting();
    await setting.register({ certificates: { daemon: { path: join(dirname(setting.envPath), 'daemon.pem') } } });

    const settings = setting.env();
    const [webPort, apiPort] = [await freePort(), await freePort()];
    const config = await exported(setting, `http://localhost:${webPort}/auth/frontchannel-logout`);
    await using emulator = await startEmulator({ config });
    const folder = dirname(setting.envPath);
    const env = {
      ...settings,
      // What differs between this tenant and a real one, and between this machine's ports and the usual ones.
      AUTHORITY: emulator.authority,
      WEB_APP_PORT: String(webPort),
      REDIRECT_URI: `http://localhost:${webPort}/auth/redirect`,
      POST_LOGOUT_REDIRECT_URI: `http://localhost:${webPort}/`,
      API_PORT: String(apiPort),
      API_ENDPOINT: `http://localhost:${apiPort}/api/todolist`,
      DATABASE_URL: `file:${join(folder, 'todos.db')}`,
      XDG_CACHE_HOME: folder,
    };
    const start = (path: string) => startProgram(process.execPath, [join(root, path)], { env });
    await using _api = start('packages/todolist-api/dist/server.js');
    await using _web = start('apps/web-app');
    await Promise.all([answers(`http://localhost:${apiPort}/readyz`), answers(`http://localhost:${webPort}/readyz`)]);

    const doctor = await runProgram(process.execPath, [join(root, 'tools/tenant'), 'doctor'], { env });
    expect(doctor.stdout).not.toContain('✗');
    expect(doctor).toMatchObject({ code: 0 });
    expect(doctor.stdout).toContain('The API accepts the daemon.');

    const daemon = await runProgram(process.execPath, [join(root, 'apps/daemon'), '--op', 'getToDos'], { env });
    expect(daemon).toMatchObject({ code: 0 });
    expect(JSON.parse(daemon.stdout)).toHaveLength(3);

    const browser = await launchBrowser();
    try {
      await signInToWebApp(await browser.newPage(), `http://localhost:${webPort}`);
      await using device = start('apps/device-code');
      const [, address = '', code = ''] = await device.printed(/open the page (\S+) and enter the code (\S+) to/);
      const page = await browser.newPage();
      await enterDeviceCode(page, { verificationUri: address, userCode: code });
      await signIn(page, ada);
      await expect(device.exited).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining(ada.mail) });
    } finally {
      await browser.close();
    }
  });
});

async function answers(url: string): Promise<void> {
  await expect
    .poll(
      async () =>
        fetch(url).then(
          ({ status }) => status,
          () => 0,
        ),
      { timeout: 20_000 },
    )
    .toBe(200);
}

async function signInToWebApp(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/auth/signin`);
  await signIn(page, ada);
  await page.waitForURL(`${origin}/**`);
  await page.goto(`${origin}/users/id`);
  await expect(page.getByText(ada.mail).count()).resolves.toBeGreaterThan(0);
}

/**
 * What `export` makes of the tenant, with the secrets that it does not know, the users of the samples, and the front-channel
 * logout URL that a real tenant takes by https alone.
 */
async function exported(setting: Setting, logoutUrl: string): Promise<TenantConfig> {
  const { file } = await exportTenant(setting.client);
  const settings = setting.env();
  for (const { name, env, web } of file.applications) {
    const secret = settings[env?.clientSecret ?? ''];
    if (name === 'web-app') Object.assign(web ?? {}, { logoutUrl });
    if (secret) Object.assign(file.local?.applications?.[name] ?? {}, { secret });
  }
  return localTenant({ ...file, local: { ...file.local, users: defaultTenant.users } });
}
