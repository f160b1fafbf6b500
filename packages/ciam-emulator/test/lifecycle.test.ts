import { createConnection } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { answerStay, newBrowser, responseIn } from './browser.ts';
import { EmulatorListenError, startEmulator, type TenantConfig, TenantConfigurationError } from '../src/index.ts';
import { authorizeUrl } from './client.ts';
import { ada, ids, redirectUri, testTenant } from './tenant.ts';

describe('startEmulator', () => {
  test('says that a port is taken, and by what setting to move', async () => {
    await using tenant = await startEmulator();
    await expect(startEmulator({ port: tenant.port })).rejects.toThrow(
      new EmulatorListenError(
        `127.0.0.1:${tenant.port} is already in use. Set EMULATOR_PORT or --port to a free port.`,
      ),
    );
  });

  test('is open to other machines only when told twice', async () => {
    await expect(startEmulator({ host: '0.0.0.0' })).rejects.toThrow('--allow-remote');
    await using tenant = await startEmulator({ host: '0.0.0.0', allowRemote: true });
    expect(tenant.port).toBeGreaterThan(0);
  });

  test('refuses a configuration that is not valid', async () => {
    await expect(startEmulator({ config: { ...testTenant, subdomain: 'x y' } })).rejects.toThrow(
      TenantConfigurationError,
    );
  });

  test('closes with open connections and requests under way, and puts the clock back', async () => {
    const machineNow = Date.now;
    const tenant = await startEmulator();
    const discovery = `${tenant.authority}${tenant.tenantId}/v2.0/.well-known/openid-configuration`;
    // The fetch of Node 20 never settles when its first connection ever ends before it is used.
    await (await fetch(discovery)).text();
    tenant.control.addFault({ endpoint: 'discovery', kind: 'delay', milliseconds: 60_000 });
    const idle = createConnection(tenant.port, '127.0.0.1');
    // Whether it is closed or reset depends on how far the machine has come with it.
    idle.on('error', () => undefined);
    const closed = new Promise((resolve) => void idle.once('close', resolve));
    const failed = fetch(discovery).catch((error: unknown) => String(error));
    await new Promise((resolve) => void setTimeout(resolve, 50));
    expect(Date.now).not.toBe(machineNow);
    await tenant.close();
    await closed;
    expect(await failed).toContain('fetch failed');
    expect(Date.now).toBe(machineNow);
    await tenant.close();
  });

  test('takes ids in upper case, wherever they stand', async () => {
    const upper = (id = ''): string => id.toUpperCase();
    const api = testTenant.applications.find(({ appId }) => appId === ids.api)!;
    const config: TenantConfig = {
      ...testTenant,
      tenantId: upper(testTenant.tenantId),
      applications: [
        {
          appId: upper(ids.web),
          displayName: 'Web',
          web: { redirectUris: [redirectUri] },
          appRoleAssignmentRequired: true,
          appRoles: [{ value: 'Tester', allowedMemberTypes: ['User'] }],
        },
        { ...api, appId: upper(api.appId) },
      ],
      users: testTenant.users.map((user) => ({ ...user, id: upper(user.id) })),
      userFlows: [{ displayName: 'Codes', applications: [upper(ids.web)], identityProvider: 'EmailOneTimePasscode' }],
      oauth2PermissionGrants: [{ clientId: upper(ids.web), resourceId: upper(ids.api), scope: 'ToDoList.Read' }],
      appRoleAssignments: [{ principalId: upper(ada?.id), resourceId: upper(ids.web), appRole: 'Tester' }],
    };
    await using tenant = await startEmulator({ config });
    expect(tenant.issuer).toContain(testTenant.tenantId);
    const browser = newBrowser();
    const email = await browser.open(authorizeUrl(tenant, { scope: `openid api://${ids.api}/ToDoList.Read` }));
    const code = await browser.submitFrom(email, { email: 'ada@contoso.com' });
    const stay = await browser.submitFrom(code, { code: tenant.control.inbox[0]?.code ?? '' });
    const done = await answerStay(browser, stay);
    expect(responseIn(done.location ?? '').get('code')).not.toBeNull();
  });

  test('puts the clock back although a test has put a Date of its own in its place', async () => {
    const machineNow = Date.now;
    const tenant = await startEmulator();
    vi.useFakeTimers({ toFake: ['Date'] });
    await tenant.close();
    vi.useRealTimers();
    expect(Date.now).toBe(machineNow);
  });

  test('runs several tenants in one process, strangers to each other', async () => {
    const other = { ...testTenant, tenantId: 'bbbbaaaa-0000-cccc-1111-dddd2222eeee', subdomain: 'fabrikam' };
    await using contoso = await startEmulator();
    await using fabrikam = await startEmulator({ config: other });
    const discover = (origin: string, tenant: string) =>
      fetch(`${origin}/${tenant}/v2.0/.well-known/openid-configuration`);
    expect((await discover(contoso.origin, 'contoso.onmicrosoft.com')).status).toBe(200);
    expect((await discover(fabrikam.origin, 'fabrikam.onmicrosoft.com')).status).toBe(200);
    expect((await discover(fabrikam.origin, 'contoso.onmicrosoft.com')).status).toBe(400);
  });
});
