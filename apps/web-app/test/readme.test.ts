import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultTenant, startEmulator } from 'ciam-emulator';
import { freePort, HttpBrowser, startProgram } from 'test-support';
import { expect, test } from 'vitest';
import { enterCredentialsOverHttp } from './user.ts';

const app = join(import.meta.dirname, '..');
const readme = readFileSync(join(app, 'README.md'), 'utf8');

test('the flow at the top runs as it is printed, but for the addresses', { timeout: 60_000 }, async () => {
  const flow = /```js\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const lines = flow.trimEnd().split('\n').length;
  expect(lines).toBeGreaterThan(29);
  expect(lines).toBeLessThan(51);
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const [web, ...others] = defaultTenant.applications;
  if (!web) throw new Error('The default tenant has no web app.');
  const moved = { ...web, web: { redirectUris: [`${origin}/auth/redirect`, `${origin}/`] } };
  await using tenant = await startEmulator({ config: { ...defaultTenant, applications: [moved, ...others] } });
  const here = flow.replace('http://127.0.0.1:4400/', tenant.authority).replaceAll('3000', String(port));
  await using running = startProgram(process.execPath, ['--input-type=module', '--eval', here], { cwd: app });
  const reached = (): Promise<number | null> =>
    fetch(origin).then(
      ({ status }) => status,
      () => running.child.exitCode,
    );
  await expect.poll(reached, { timeout: 15_000 }).not.toBeNull();

  const browser = new HttpBrowser();
  await browser.open(origin);
  await browser.follow('Sign in');
  await enterCredentialsOverHttp(browser);
  expect(browser.url).toBe(`${origin}/`);
  expect(JSON.parse((await browser.open(`${origin}/users/id`)).html)).toMatchObject({ name: 'Ada Lovelace' });
  await browser.open(origin);
  await browser.submit({}, 'Sign out');
  expect(browser.url).toBe(`${origin}/`);
  // The tenant forgot the user as well.
  await browser.follow('Sign in');
  expect(browser.html).toContain('type="email"');
  expect(running.output).toEqual({ stdout: '', stderr: '' });
});
