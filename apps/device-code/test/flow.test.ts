import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultTenant, type Emulator, startEmulator } from 'ciam-emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';

const app = join(import.meta.dirname, '..');
let tenant: Emulator;
let folder: string;
beforeAll(async () => {
  tenant = await startEmulator({ config: { ...defaultTenant, deviceCodeInterval: 1 } });
  folder = mkdtempSync(join(tmpdir(), 'device-code-flow-'));
});
afterAll(async () => {
  await tenant.close();
  rmSync(folder, { recursive: true });
});

/** Runs the app; `onOutput` sees what it has written to standard error so far. */
async function run(args: string[], onOutput: (text: string) => void = () => undefined) {
  const env = {
    PATH: process.env['PATH'],
    TENANT_SUBDOMAIN: 'contoso',
    AUTHORITY: tenant.authority,
    DEVICE_CODE_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000002',
    // Where Linux, Windows and macOS have the user's cache folder.
    XDG_CACHE_HOME: folder,
    LOCALAPPDATA: folder,
    HOME: folder,
  };
  const child = spawn(process.execPath, [app, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => onOutput((stderr += chunk.toString())));
  const code = await new Promise<number | null>((resolve) => void child.once('close', resolve));
  return { code, stdout, stderr };
}

/** Runs the app as {@link run}, while a user signs in with the code that it shows. */
async function runWithUser(args: string[], user: string) {
  let approved: Promise<void> | undefined;
  const result = await run(args, (text) => {
    const code = /enter the code (\S+)/.exec(text)?.[1];
    if (code) approved ??= tenant.control.approveDeviceCode(code, user);
  });
  await approved;
  return result;
}

test('signs a user in with a code, then silently, and out again', { timeout: 60_000 }, async () => {
  const first = await runWithUser([], 'ada@contoso.com');
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('Signed in as Ada Lovelace') });

  const second = await run(['--json']);
  expect(second).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(second.stdout)).toMatchObject({ account: { name: 'Ada Lovelace', username: 'ada@contoso.com' } });

  expect(await run(['sign-out'])).toMatchObject({ code: 0, stdout: '' });
  expect(await run(['status'])).toMatchObject({ code: 1, stderr: 'No one is signed in.\n' });
});

test('a user without a display name has none in JSON', { timeout: 60_000 }, async () => {
  const { id, mail } = tenant.control.addUser({
    displayName: 'unknown',
    mail: 'nameless@contoso.com',
    password: 'Nameless-1843',
  });
  const { code, stdout } = await runWithUser(['--json'], mail);
  const { account, claims } = JSON.parse(stdout);
  expect({ code, account, name: claims.name }).toEqual({
    code: 0,
    account: { username: mail, tenantId: tenant.tenantId, objectId: id },
    name: 'unknown',
  });
  expect(JSON.parse((await run(['status', '--json'])).stdout)).toEqual([account]);
});
