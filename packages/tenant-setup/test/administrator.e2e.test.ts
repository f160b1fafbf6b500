import type { INetworkModule } from '@azure/msal-node';
import { createNetworkClient } from 'ciam-msal';
import { defaultTenant, startEmulator } from 'ciam-emulator';
import { enterDeviceCode, signIn } from 'ciam-emulator/playwright';
import { decodeJwt } from 'jose';
import { isMissing, launchBrowser } from 'test-support';
import { describe, expect, test } from 'vitest';
import { signInAdministrator } from '../src/administrator.ts';

const microsoft = 'https://login.microsoftonline.com';
const permissions = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'EventListener.ReadWrite.All',
  'Organization.Read.All',
];
const graph = { id: '00000003-0000-0000-c000-000000000000', uri: 'https://graph.microsoft.com' };
const commandLineTools = '14d82eec-204b-4c2f-b7e8-296a70dab67e';

/** The local tenant where MSAL believes Microsoft to be. */
function detour(origin: string, seen: string[]): INetworkModule {
  const client = createNetworkClient();
  const to = (url: string): string => {
    seen.push(url.replace(/\?.*/, ''));
    return url.replace(microsoft, origin);
  };
  return {
    sendGetRequestAsync: (url, options, timeout) => client.sendGetRequestAsync(to(url), options, timeout),
    sendPostRequestAsync: (url, options) => client.sendPostRequestAsync(to(url), options),
  };
}

describe.skipIf(await isMissing('chromium'))('the administrator', () => {
  test('signs in with a device code, for Microsoft Graph', async () => {
    await using emulator = await startEmulator({
      log: () => undefined,
      config: {
        ...defaultTenant,
        applications: [
          { appId: commandLineTools, displayName: 'Microsoft Graph Command Line Tools', isFallbackPublicClient: true },
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
    const seen: string[] = [];
    const browser = await launchBrowser();
    const page = await browser.newPage();
    let entered: Promise<void> | undefined;
    const enter = async (message: string): Promise<void> => {
      const [, address = '', code = ''] = /open the page (\S+) and enter the code (\S+) to/.exec(message) ?? [];
      await enterDeviceCode(page, { verificationUri: address, userCode: code });
      await signIn(page, { mail: 'ada@contoso.com', password: 'Analytical-Engine-1843' });
    };

    try {
      const token = await signInAdministrator({
        tenant: 'contoso',
        authority: microsoft,
        graph: graph.uri,
        networkClient: detour(emulator.origin, seen),
        print: (line) => {
          entered = enter(line);
        },
      });
      await entered;
      const claims = decodeJwt(token);
      expect(claims['scp']).toEqual(expect.stringContaining('EventListener.ReadWrite.All'));
      expect(seen.every((url) => url.startsWith(`${microsoft}/contoso.onmicrosoft.com/`))).toBe(true);
    } finally {
      await browser.close();
    }
  });
});
