import type { INetworkModule } from '@azure/msal-node';
import { createNetworkClient } from 'ciam-msal';
import { defaultTenant, startEmulator } from 'ciam-emulator';
import { enterDeviceCode, signIn } from 'ciam-emulator/playwright';
import { decodeJwt } from 'jose';
import { isMissing, launchBrowser } from 'test-support';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInAdministrator } from '../src/administrator.ts';

const microsoft = 'https://login.microsoftonline.com';
const permissions = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'EventListener.ReadWrite.All',
  'Organization.Read.All',
  'User.Read',
];
const graph = { id: '00000003-0000-0000-c000-000000000000', uri: 'https://graph.microsoft.com' };
const commandLineTools = '14d82eec-204b-4c2f-b7e8-296a70dab67e';

/** The local tenant where MSAL believes Microsoft to be. */
function detour(origin: string, seen: string[], signal?: AbortSignal): INetworkModule {
  const client = createNetworkClient({ attempts: 2, ...(signal ? { signal } : {}) });
  const to = (url: string): string => {
    seen.push(url.replace(/\?.*/, ''));
    return url.replace(microsoft, origin);
  };
  return {
    sendGetRequestAsync: (url, options, timeout) => client.sendGetRequestAsync(to(url), options, timeout),
    sendPostRequestAsync: (url, options) => client.sendPostRequestAsync(to(url), options),
  };
}

const startTenant = () =>
  startEmulator({
    log: () => undefined,
    config: {
      ...defaultTenant,
      applications: [
        {
          appId: commandLineTools,
          displayName: 'Microsoft Graph Command Line Tools',
          isFallbackPublicClient: true,
          publicClient: { redirectUris: ['http://localhost'] },
        },
        {
          appId: graph.id,
          displayName: 'Microsoft Graph',
          identifierUris: [graph.uri],
          api: { oauth2PermissionScopes: permissions.map((value) => ({ value })) },
        },
      ],
      oauth2PermissionGrants: [{ clientId: commandLineTools, resourceId: graph.id, scope: permissions.join(' ') }],
      appRoleAssignments: [],
      userFlows: [],
    },
  });

const base = (origin: string, seen: string[] = [], signal?: AbortSignal) => ({
  tenant: 'contoso',
  authority: microsoft,
  graph: graph.uri,
  networkClient: detour(origin, seen, signal),
  ...(signal ? { signal } : {}),
});
const ada = { mail: 'ada@contoso.com', password: 'Analytical-Engine-1843' };

describe.skipIf(await isMissing('chromium'))('the administrator', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  test('signs in with a device code, for Microsoft Graph', async () => {
    await using emulator = await startTenant();
    const seen: string[] = [];
    const page = await browser.newPage();
    let entered: Promise<void> | undefined;
    const enter = async (message: string): Promise<void> => {
      const [, address = '', code = ''] = /open the page (\S+) and enter the code (\S+) to/.exec(message) ?? [];
      await enterDeviceCode(page, { verificationUri: address, userCode: code });
      await signIn(page, ada);
    };
    const token = await signInAdministrator({
      ...base(emulator.origin, seen),
      print: (line) => {
        entered = enter(line);
      },
    });
    await entered;
    expect(decodeJwt(token)['scp']).toEqual(expect.stringContaining('EventListener.ReadWrite.All'));
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.filter((url) => !url.startsWith(`${microsoft}/contoso.onmicrosoft.com/`))).toEqual([]);
  });

  test('signs in with a browser, whose page says to go back', async () => {
    await using emulator = await startTenant();
    const page = await browser.newPage();
    let done: Promise<unknown> = Promise.resolve();
    const lines: string[] = [];
    const token = await signInAdministrator({
      ...base(emulator.origin),
      openBrowser: async (address) => {
        await page.goto(address.replace(microsoft, emulator.origin));
        done = signIn(page, ada).then(() => page.getByText('You are signed in.').waitFor());
      },
      print: (line) => void lines.push(line),
    });
    await done;
    expect(decodeJwt(token)['scp']).toEqual(expect.stringContaining('Application.ReadWrite.All'));
    expect(lines).toEqual([expect.stringMatching(/^Sign in with an administrator account of contoso.*\nhttps:/)]);
  });
});

/** What the tenant sends to the browser when the administrator does not sign in. */
async function respond(address: string, response: Record<string, string>): Promise<void> {
  const asked = new URL(address).searchParams;
  const body = new URLSearchParams({ state: asked.get('state') ?? '', ...response });
  await fetch(asked.get('redirect_uri') ?? '', { method: 'POST', body });
}

describe('an administrator who does not sign in', () => {
  test('cancels in the browser', async () => {
    await using emulator = await startTenant();
    const failure = signInAdministrator({
      ...base(emulator.origin),
      openBrowser: (address) => respond(address, { error: 'access_denied', error_subcode: 'cancel' }),
      print: () => undefined,
    });
    await expect(failure).rejects.toMatchObject({
      code: 'sign_in_failed',
      message: expect.stringMatching(/^The administrator is not signed in\. .*--use-device-code/s),
    });
  });

  test('closes the page, which ends the wait after a while', async () => {
    await using emulator = await startTenant();
    const lines: string[] = [];
    const failure = signInAdministrator({
      ...base(emulator.origin),
      openBrowser: () => Promise.reject(new Error('no browser')),
      patienceMs: 1_000,
      print: (line) => void lines.push(line),
    });
    await expect(failure).rejects.toThrow(/^No one signed in within .*--use-device-code/);
    expect(lines.at(-1)).toBe('The browser did not start. Open the page yourself.');
  });

  test.each<[string, boolean]>([
    ['in front of the browser', true],
    ['in front of the code', false],
  ])('presses Ctrl-C %s', async (_where, withBrowser) => {
    await using emulator = await startTenant();
    const interrupt = new AbortController();
    const failure = signInAdministrator({
      ...base(emulator.origin, [], interrupt.signal),
      openBrowser: withBrowser ? () => Promise.resolve() : undefined,
      print: () => setTimeout(() => interrupt.abort(), 100),
    });
    await expect(failure).rejects.toMatchObject({ code: 'interrupted', message: 'Stopped. Nothing was changed.' });
  });

  test.each([
    ['authorization_declined', 70_018, /declined/],
    ['expired_token', 70_020, /expired/],
  ])('of the device code: %s', async (error, number, text) => {
    await using emulator = await startTenant();
    emulator.control.addFault({ endpoint: 'token', kind: 'error', error, number, description: error });
    const failure = signInAdministrator({ ...base(emulator.origin), print: () => undefined });
    await expect(failure).rejects.toMatchObject({ code: 'sign_in_failed', message: expect.stringMatching(text) });
  });

  test('names a tenant that is not there: the words are those of the command', async () => {
    const failure = signInAdministrator({ ...base('http://127.0.0.1:9'), print: () => undefined });
    await expect(failure).rejects.toMatchObject({ code: 'sign_in_failed' });
    await expect(failure).rejects.not.toThrow(/TENANT_SUBDOMAIN|AUTHORITY/);
  });
});
