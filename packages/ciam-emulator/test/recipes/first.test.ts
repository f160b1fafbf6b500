import { ConfidentialClientApplication } from '@azure/msal-node';
import { startEmulator } from 'ciam-emulator';
import { expect, test } from 'vitest';

test('signs a user in', async () => {
  await using tenant = await startEmulator();
  const auth = tenant.msalAuth('00001111-aaaa-2222-bbbb-000000000001');
  const app = new ConfidentialClientApplication({ auth: { ...auth, clientSecret: 'emulator-only-not-a-secret' } });
  const request = { scopes: ['openid'], redirectUri: 'http://localhost:3000/auth/redirect' };
  const { fields } = await tenant.control.signIn(await app.getAuthCodeUrl(request), 'ada@contoso.com');
  const { account } = await app.acquireTokenByCode({ ...request, code: fields.code ?? '' });
  expect(account?.username).toBe('ada@contoso.com');
});
