import { afterAll, expect, test } from 'vitest';
import { startEmulator } from '../src/index.ts';
import { parseResponse } from './client.ts';

const tenant = await startEmulator();
afterAll(() => tenant.close());
const base = `${tenant.authority}${tenant.tenantId}`;

// Real tenants have these; apps are to see that they are missing, and not something half right.
test.each([
  '/oauth2/v2.0/initiate',
  '/oauth2/v2.0/challenge',
  '/oauth2/v2.0/introspect',
  '/signup/v1.0/start',
  '/resetpassword/v1.0/start',
  '/register/v1.0/introspect',
])('%s is not there', async (path) => {
  const response = await fetch(`${base}${path}`, { method: 'POST', body: new URLSearchParams({ client_id: 'x' }) });
  expect(response.status).toBe(404);
});

test('discovery does not advertise what real tenants do not have', async () => {
  const { body } = await parseResponse(await fetch(`${base}/v2.0/.well-known/openid-configuration`));
  for (const name of [
    'pushed_authorization_request_endpoint',
    'backchannel_logout_supported',
    'dpop_signing_alg_values_supported',
    'code_challenge_methods_supported',
    'grant_types_supported',
    'registration_endpoint',
  ]) {
    expect(body).not.toHaveProperty(name);
  }
});
