import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserPath, installWitnesses, isMissing, launchBrowser, startProgram, witnesses } from 'test-support';
import { afterAll, expect, test } from 'vitest';
import { signIn, signOut } from '../../src/playwright.ts';
import { packEmulator } from '../package/tarball.ts';
import { ada, clientSecret, ids } from '../tenant.ts';

const folder = mkdtempSync(join(tmpdir(), 'existing-app-'));
afterAll(() => rmSync(folder, { recursive: true }));
const isAdministrator = process.getuid?.() === 0;

/**
 * A network and a hosts file of its own, as a container has them: names and ports of this machine stay as they are.
 * @returns what a command line begins with to run in there
 */
async function namespace(hosts: string): Promise<{ within: string[] } & AsyncDisposable> {
  writeFileSync(join(folder, 'hosts'), hosts);
  const setUp = `ip link set lo up && mount --bind '${folder}/hosts' /etc/hosts && echo ready && exec sleep infinity`;
  const user = isAdministrator ? [] : ['--user', '--map-root-user'];
  const holder = startProgram('unshare', [...user, '--mount', '--net', 'sh', '-c', setUp]);
  await holder.printed(/ready/);
  const into = ['--target', String(holder.child.pid), ...(isAdministrator ? [] : ['--user', '--preserve-credentials'])];
  return {
    within: ['nsenter', ...into, '--mount', '--net', '--'],
    [Symbol.asyncDispose]: () => holder[Symbol.asyncDispose](),
  };
}

const missing = [await isMissing('chromium'), await isMissing('npm'), await isMissing('tar')];

test.skipIf(missing.includes(true))(
  'an app on MSAL Node 2 signs in under contoso.ciamlogin.com with nothing changed but its settings',
  async () => {
    await installWitnesses();
    using tarball = await packEmulator();
    const tenantId = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';
    await using place = await namespace(
      `127.0.0.1 localhost\n127.0.0.1 contoso.ciamlogin.com ${tenantId}.ciamlogin.com\n`,
    );
    const [command = '', ...within] = place.within;
    const start = (args: string[], env: Record<string, string> = {}) =>
      startProgram(command, [...within, process.execPath, ...args], { cwd: folder, env });
    const program = join(tarball.unpacked, 'dist/command.js');
    await using tenant = start([program, '--tls', '--port', '443']);
    const [, caFile = ''] = await tenant.printed(/NODE_EXTRA_CA_CERTS=(\S+)/);
    await using app = start([join(witnesses, 'existing-app.mjs')], {
      NODE_EXTRA_CA_CERTS: caFile,
      TENANT_SUBDOMAIN: 'contoso',
      CLIENT_ID: ids.web,
      CLIENT_SECRET: clientSecret,
      REDIRECT_URI: 'http://localhost:3000/auth/redirect',
      POST_LOGOUT_REDIRECT_URI: 'http://localhost:3000/',
    });
    await app.printed(/The app listens/);
    const inside = join(folder, 'chromium');
    writeFileSync(inside, `#!/bin/sh\nexec ${place.within.join(' ')} ${browserPath()} "$@"\n`);
    chmodSync(inside, 0o755);
    const browser = await launchBrowser({ executablePath: inside });
    try {
      // The root store of a browser is its owner's business; the app trusts the authority by its setting.
      const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
      await page.goto('http://localhost:3000/auth/signin');
      expect(new URL(page.url()).origin).toBe('https://contoso.ciamlogin.com');
      await signIn(page, { mail: ada?.mail ?? '', password: ada?.password ?? '' });
      await page.getByText('Hello Ada Lovelace').waitFor();
      await page.goto('http://localhost:3000/auth/signout');
      await signOut(page, { mail: ada?.mail ?? '' });
      await page.getByText('Nobody is signed in').waitFor();
    } finally {
      await browser.close();
    }
  },
);
