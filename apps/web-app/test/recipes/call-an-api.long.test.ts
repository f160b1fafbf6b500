import { join } from 'node:path';
import { defaultTenant, startEmulator } from 'ciam-emulator';
import {
  freePort,
  HttpBrowser,
  isMissing,
  launchBrowser,
  localServer,
  runProgram,
  startProgram,
  startRedisServer,
} from 'test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pages } from '../../src/error-page-texts.ts';
import { startBalancedApp } from '../balanced-app.ts';
import { enterCredentials, signIn } from '../user.ts';
import { cook, expectOwnTestsToPass, root } from './cook.ts';

const apiClientId = defaultTenant.applications.find(({ displayName }) => displayName === 'ToDoList API')?.appId ?? '';

/** The ToDoList API as a process of its own, and what the web app has to know of it. */
async function startApi(authority: string, folder: string) {
  const program = startProgram('node', [join(root, 'packages/todolist-api')], {
    env: {
      TENANT_SUBDOMAIN: 'contoso',
      AUTHORITY: authority,
      API_CLIENT_ID: apiClientId,
      API_PORT: '0',
      DATABASE_URL: `file:${join(folder, 'to-dos.db')}`,
    },
  });
  const [, port] = await program.printed(/localhost:(\d+)/);
  return { ...program, settings: { API_CLIENT_ID: apiClientId, API_ENDPOINT: `http://localhost:${port}` } };
}

describe.skipIf((await isMissing('chromium')) || (await isMissing('redis')))('call-an-api', () => {
  test('a user sees their to-dos from two instances, over a restart, until they sign out', async () => {
    const folder = await cook('call-an-api');
    await using tenant = await startEmulator();
    await using redis = await startRedisServer();
    await using api = await startApi(tenant.authority, folder);
    const env = { REDIS_URL: redis.url, ...api.settings };
    await using web = await startBalancedApp(tenant.authority, 2, env, folder);
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const open = async (): Promise<string> => {
      await page.goto(`${web.origin}/to-dos`);
      return page.getByRole('heading', { level: 1 }).innerText();
    };
    const asked = (path: string): number =>
      tenant.control.requests.filter((request) => request.path.endsWith(path)).length;

    await page.goto(`${web.origin}/to-dos`);
    await enterCredentials(page);
    await page.waitForURL(`${web.origin}/to-dos`);
    expect(await page.getByRole('listitem').allInnerTexts()).toEqual(['Nothing to do.']);

    // The access token comes from the session, on either instance and after a restart of both.
    const [signIns, tokens] = [asked('/authorize'), asked('/token')];
    for (const index of [0, 1]) {
      await web.kill(index);
      await web.revive(index);
      expect(await open()).toBe('Your to-dos');
    }
    expect([asked('/authorize'), asked('/token')]).toEqual([signIns, tokens]);

    // What is in Redis tells nobody a token.
    const stored = await runProgram('redis-cli', ['-p', String(redis.port), 'EVAL', dump, '0']);
    expect(stored.stdout).toContain('tokens');
    expect(stored.stdout).not.toMatch(/eyJhbGciOiJSUzI1NiI|secret"|refresh_token/i);

    // Signing out takes the tokens along.
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${web.origin}/`);
    const empty = await runProgram('redis-cli', ['-p', String(redis.port), 'EVAL', dump, '0']);
    expect(empty.stdout).not.toContain('tokens');
  });

  test('a token that runs out is renewed without the user, and a user whom the tenant has to ask is sent to sign in', async () => {
    const folder = await cook('call-an-api');
    // Shorter than the five minutes before which MSAL renews a token.
    const applications = defaultTenant.applications.map((each) => ({ ...each, accessTokenLifetime: 290 }));
    await using tenant = await startEmulator({ config: { ...defaultTenant, applications } });
    await using api = await startApi(tenant.authority, folder);
    await using web = await startBalancedApp(tenant.authority, 1, api.settings, folder);
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const asked = (path: string): number =>
      tenant.control.requests.filter((request) => request.path.endsWith(path)).length;
    await page.goto(`${web.origin}/to-dos`);
    await enterCredentials(page);
    await page.waitForURL(`${web.origin}/to-dos`);
    const [signIns, tokens] = [asked('/authorize'), asked('/token')];
    await page.reload();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Your to-dos');
    expect([asked('/authorize'), asked('/token')]).toEqual([signIns, tokens + 1]);

    tenant.control.revokeRefreshTokens();
    await page.reload();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(pages.interaction.heading);
    expect(asked('/authorize')).toBe(signIns);
    await page.getByRole('link', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Your to-dos' }).waitFor();
  });
});

test.skipIf(await isMissing('git'))('an API that is down or refuses is named, with what to do', async () => {
  const folder = await cook('call-an-api');
  await using tenant = await startEmulator();
  await using refusing = await localServer((_request, response) => response.writeHead(401).end());
  const down = `http://localhost:${await freePort()}`;
  for (const [endpoint, cause] of [
    [down, `${down}/api/todolist does not respond. Start the API: pnpm demo, or pnpm --filter todolist-api start.`],
    [refusing.url, `${refusing.url}api/todolist responded with status 401.`],
  ] as const) {
    const env = { API_CLIENT_ID: apiClientId, API_ENDPOINT: endpoint };
    await using web = await startBalancedApp(tenant.authority, 1, env, folder);
    const browser = await signIn(new HttpBrowser(), web, '/to-dos');
    expect([browser.status, browser.heading]).toEqual([502, 'Your to-dos are not available right now']);
    expect(browser.html).toContain(cause);
    expect(web.logged()).toContain('api_failed');
  }
});

test.skipIf(await isMissing('git'))("the app's own tests pass", async () => {
  await expectOwnTestsToPass(await cook('call-an-api'));
});

const dump =
  "local t = {} for _, k in ipairs(redis.call('keys', '*session*')) do t[#t+1] = redis.call('get', k) end return t";
