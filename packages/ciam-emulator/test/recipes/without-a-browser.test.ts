import { ConfidentialClientApplication, PublicClientApplication } from '@azure/msal-node';
import { startEmulator } from 'ciam-emulator';
import { expect, test } from 'vitest';

test('signs a user in to a web app', async () => {
  await using tenant = await startEmulator();
  const app = new ConfidentialClientApplication({
    auth: { ...tenant.msalAuth('00001111-aaaa-2222-bbbb-000000000001'), clientSecret: 'emulator-only-not-a-secret' },
  });
  const request = {
    scopes: ['api://00001111-aaaa-2222-bbbb-3333cccc4444/ToDoList.Read'],
    redirectUri: 'http://localhost:3000/auth/redirect',
  };
  const { fields } = await tenant.control.signIn(await app.getAuthCodeUrl(request), 'ada@contoso.com');
  const { account } = await app.acquireTokenByCode({ ...request, code: fields.code ?? '' });
  expect(account?.username).toBe('ada@contoso.com');
});

test('signs a user in on a device', async () => {
  await using tenant = await startEmulator();
  const app = new PublicClientApplication({ auth: tenant.msalAuth('00001111-aaaa-2222-bbbb-000000000002') });
  const result = await app.acquireTokenByDeviceCode({
    scopes: ['openid', 'profile'],
    deviceCodeCallback: ({ userCode }) => void tenant.control.approveDeviceCode(userCode, 'grace@contoso.com'),
  });
  expect(result?.account?.username).toBe('grace@contoso.com');
}, 20_000); // A device asks every five seconds, as it must of Entra.
