import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMissing, launchBrowser, launchWithThirdPartyCookies, localServer } from 'test-support';
import { afterAll, describe, expect, test } from 'vitest';
import { localTls, startEmulator } from '../../src/index.ts';
import { signIn } from '../../src/playwright.ts';
import { authorizeUrl } from '../client.ts';
import { ada, ids, testTenant } from '../tenant.ts';

const folder = await mkdtemp(join(tmpdir(), 'hidden-frame-'));
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(await isMissing('chromium'))('silent sign-in in a hidden frame of another site, over https', () => {
  test.each([
    ['works where the browser allows third-party cookies', true, { code: expect.any(String) }],
    [
      'receives 50058 where it does not',
      false,
      { error: 'login_required', error_description: expect.stringContaining('AADSTS50058: ') },
    ],
  ])('%s', async (_what, allowed, expected) => {
    await using tenant = await startEmulator({ config: testTenant, tls: await localTls(folder) });
    await using app = await localServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>app</title>');
    });
    const home = app.url.replace('127.0.0.1', 'localhost');
    const request = { client_id: ids.singlePage, redirect_uri: home, response_mode: 'query' };
    const context = allowed
      ? await launchWithThirdPartyCookies(join(folder, 'profile'), { ignoreHTTPSErrors: true })
      : await (await launchBrowser()).newContext({ ignoreHTTPSErrors: true });
    try {
      const page = await context.newPage();
      await page.goto(authorizeUrl(tenant, request));
      await signIn(page, { mail: ada?.mail ?? '', password: ada?.password ?? '' });
      await page.waitForURL(/[?&]code=/);
      await page.goto(home);
      await page.setContent(`<iframe hidden src="${authorizeUrl(tenant, { ...request, prompt: 'none' })}"></iframe>`);
      await expect.poll(() => page.frames()[1]?.url() ?? '', { timeout: 10_000 }).toMatch(/[?&](code|error)=/);
      expect(Object.fromEntries(new URL(page.frames()[1]?.url() ?? '').searchParams)).toMatchObject(expected);
    } finally {
      await (context.browser() ?? context).close();
    }
  });
});
