import { signIn } from 'ciam-emulator/playwright';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, makeCertificate, startEmulator } from 'ciam-emulator';
import type { Browser } from 'playwright-core';
import { freePort, isMissing, launchBrowser, runProgram, startProgram } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectProxy, type ConnectProxy } from './connect-proxy.ts';
import { deployPrograms, type DeployedPrograms } from './deployed-programs.ts';
import { approveDevice, userOf } from './sign-in.ts';

const noNpm = await isMissing('npm');
const noBrowser = noNpm || (await isMissing('chromium'));
const host = 'contoso.ciamlogin.com';

let programs: DeployedPrograms;

beforeAll(async () => {
  programs = await deployPrograms(['todolist-api', 'daemon', 'web-app', 'device-code']);
}, 120_000);
afterAll(() => programs[Symbol.asyncDispose]());

/**
 * TENANT_SUBDOMAIN and no AUTHORITY: TLS, Microsoft's own host names, and the issuer on the host of the tenant ID. Each
 * program runs in the folder that `pnpm deploy` made, where there is no `.env` and no workspace.
 */
describe.skipIf(noBrowser)('deployed programs on a server that answers as contoso.ciamlogin.com', () => {
  let folder: string;
  let emulator: Emulator;
  let proxy: ConnectProxy;
  let browser: Browser;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ciamlogin-'));
    const tls = await makeCertificate({ commonName: host, hosts: [host, '*.ciamlogin.com'], isAuthority: true });
    await writeFile(join(folder, 'ca.pem'), tls.cert);
    emulator = await startEmulator({ tls, issuer: 'guid-host' });
    const port = Number(new URL(emulator.origin).port);
    proxy = await connectProxy(port);
    browser = await launchBrowser({ args: [`--host-resolver-rules=MAP *.ciamlogin.com:443 127.0.0.1:${port}`] });
    const [api, web] = [await freePort(), await freePort()];
    env = {
      TENANT_SUBDOMAIN: 'contoso',
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      HTTPS_PROXY: proxy.url,
      XDG_CACHE_HOME: folder,
      DEVICE_CODE_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000002',
      WEB_APP_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000001',
      WEB_APP_CLIENT_SECRET: 'emulator-only-not-a-secret',
      DAEMON_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000003',
      DAEMON_CLIENT_SECRET: 'emulator-only-not-a-secret',
      API_CLIENT_ID: '00001111-aaaa-2222-bbbb-3333cccc4444',
      API_PORT: String(api),
      API_ENDPOINT: `http://localhost:${api}/api/todolist`,
      DATABASE_URL: `file:${join(folder, 'todolist.db')}`,
      WEB_APP_PORT: String(web),
      REDIRECT_URI: `http://localhost:${web}/auth/redirect`,
      POST_LOGOUT_REDIRECT_URI: `http://localhost:${web}/`,
    };
  });
  afterAll(async () => {
    await browser.close();
    await proxy[Symbol.asyncDispose]();
    await emulator.close();
    await rm(folder, { recursive: true });
  });

  test('daemon and API', async () => {
    await using api = startProgram(process.execPath, [programs.folder('todolist-api')], { env });
    await api.printed(/http:\/\/localhost:\d+/);
    const daemon = await runProgram(process.execPath, [programs.folder('daemon'), '--op', 'getToDos'], { env });
    expect(daemon).toMatchObject({ code: 0 });
    expect(JSON.parse(daemon.stdout)).toHaveLength(3);
    expect(new Set(proxy.asked)).toContain(`${host}:443`);
  });

  test('web app', async () => {
    await using web = startProgram(process.execPath, [programs.folder('web-app')], { env });
    await web.printed(/http:\/\/localhost:\d+/);
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    const page = await context.newPage();
    await page.goto(`http://localhost:${env['WEB_APP_PORT']}/users/id`);
    await page.waitForURL(`https://${host}/**`);
    const ada = userOf(emulator, 'ada@contoso.com');
    await signIn(page, ada);
    await page.waitForURL(`http://localhost:${env['WEB_APP_PORT']}/users/id`);
    await expect(page.getByText(ada.id).count()).resolves.toBeGreaterThan(0);
  });

  test('device-code app', async () => {
    await using app = startProgram(process.execPath, [programs.folder('device-code')], { env });
    const message = await app.printed(/open the page (\S+) and enter the code (\S+) to authenticate/);
    expect(message[1]).toBe(`https://${host}/common/oauth2/deviceauth`);
    const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
    await approveDevice(page, message, userOf(emulator, 'grace@contoso.com'));
    await expect(app.exited).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining('grace@contoso.com') });
  });
});

/** Each program's settings, and what is done to them; each must end in one readable message. */
describe.skipIf(noNpm)('settings that are wrong', () => {
  let emulator: Emulator;
  let folder: string;
  const secret = 'emulator-only-not-a-secret';
  const client = (name: string, last: string): Record<string, string> => ({
    [`${name}_CLIENT_ID`]: `00001111-aaaa-2222-bbbb-00000000000${last}`,
  });
  const settings: Record<string, Record<string, string>> = {
    daemon: {
      ...client('DAEMON', '3'),
      DAEMON_CLIENT_SECRET: secret,
      API_CLIENT_ID: '00001111-aaaa-2222-bbbb-3333cccc4444',
    },
    'device-code': client('DEVICE_CODE', '2'),
    'web-app': { ...client('WEB_APP', '1'), WEB_APP_CLIENT_SECRET: secret, WEB_APP_PORT: '0' },
    'todolist-api': { API_CLIENT_ID: '00001111-aaaa-2222-bbbb-3333cccc4444', API_PORT: '0' },
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'settings-'));
    emulator = await startEmulator();
  });
  afterAll(async () => {
    await emulator.close();
    await rm(folder, { recursive: true });
  });

  const run = (name: string, changes: Record<string, string>) => {
    const env = {
      TENANT_SUBDOMAIN: 'contoso',
      AUTHORITY: emulator.authority,
      XDG_CACHE_HOME: folder,
      DATABASE_URL: `file:${join(folder, 'todolist.db')}`,
      ...settings[name],
      ...changes,
    };
    const args = name === 'daemon' ? ['--op', 'getToDos'] : [];
    return runProgram(process.execPath, [programs.folder(name), ...args], { env });
  };

  const clientIds = {
    daemon: 'DAEMON_CLIENT_ID',
    'device-code': 'DEVICE_CODE_CLIENT_ID',
    'web-app': 'WEB_APP_CLIENT_ID',
    'todolist-api': 'API_CLIENT_ID',
  };

  test.each(Object.entries(clientIds))('%s: nothing set at all', async (name, variable) => {
    const { code, stdout, stderr } = await runProgram(
      process.execPath,
      [programs.folder(name), ...(name === 'daemon' ? ['--op', 'getToDos'] : [])],
      { env: { XDG_CACHE_HOME: folder } },
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('TENANT_SUBDOMAIN');
    expect(stderr).toContain(variable);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test.each(Object.entries(clientIds))(
    '%s: one variable is missing, or contains its placeholder',
    async (name, variable) => {
      for (const value of ['', 'Enter_the_Application_Id_Here']) {
        const { code, stderr } = await run(name, { [variable]: value });
        expect(code).toBe(2);
        expect(stderr).toContain(variable);
        expect(stderr).not.toContain('TENANT_SUBDOMAIN');
        expect(stderr).not.toMatch(/^\s+at /m);
      }
    },
  );

  test.each(['daemon', 'device-code'])('%s: nobody answers at the authority', async (name) => {
    const { code, stdout, stderr } = await run(name, { AUTHORITY: `http://127.0.0.1:${await freePort()}/` });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('AUTHORITY');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('daemon: the secret is wrong', async () => {
    const wrong = 'wr0ng~secret-value';
    const { code, stdout, stderr } = await run('daemon', { DAEMON_CLIENT_SECRET: wrong });
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('7000215');
    expect(stderr).toContain('copy its Value');
    expect(stderr).not.toContain(wrong);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test.each(['web-app', 'todolist-api'])('%s: starts without its tenant, and says so at /readyz', async (name) => {
    const env = {
      TENANT_SUBDOMAIN: 'contoso',
      DATABASE_URL: `file:${join(folder, 'readyz.db')}`,
      ...settings[name],
      AUTHORITY: `http://127.0.0.1:${await freePort()}/`,
    };
    await using server = startProgram(process.execPath, [programs.folder(name)], { env });
    const [url] = await server.printed(/http:\/\/localhost:\d+/);
    const readiness = await fetch(`${url}/readyz`);
    expect(readiness.status).toBe(503);
    expect(JSON.stringify(await readiness.json())).toContain('AUTHORITY');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});
