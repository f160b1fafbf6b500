import { ConfidentialClientApplication } from '@azure/msal-node';
import { startEmulator } from 'ciam-emulator';
import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => void vi.useRealTimers());

test('asks for a new token an hour later', async () => {
  await using tenant = await startEmulator();
  const app = new ConfidentialClientApplication({
    auth: { ...tenant.msalAuth('00001111-aaaa-2222-bbbb-000000000003'), clientSecret: 'emulator-only-not-a-secret' },
  });
  const scopes = ['api://00001111-aaaa-2222-bbbb-3333cccc4444/.default'];
  await app.acquireTokenByClientCredential({ scopes });
  expect((await app.acquireTokenByClientCredential({ scopes }))?.fromCache).toBe(true);

  // Moves the tenant's clock, and the app's after it.
  tenant.control.setClock({ advanceSeconds: 3600 });
  vi.useFakeTimers({ toFake: ['Date'], now: tenant.control.now() });
  const asked = tenant.control.waitForRequest({ path: '/token' });
  expect((await app.acquireTokenByClientCredential({ scopes }))?.fromCache).toBe(false);
  expect((await asked).form.grant_type).toBe('client_credentials');
});
