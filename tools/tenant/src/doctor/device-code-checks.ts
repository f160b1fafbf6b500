import type { AxiosInstance } from 'axios';
import type { Tenant } from 'ciam-config';
import { type Finding, findingsOf } from './finding.ts';
import { postForm } from './token-requests.ts';

const { passed, because } = findingsOf('device-code');

/** Requests a device code and polls once. The code is left to expire. @see https://www.rfc-editor.org/rfc/rfc8628 */
export async function examineDeviceCode(
  tenant: Tenant,
  { clientId }: { clientId: string },
  http: AxiosInstance,
): Promise<Finding[]> {
  const { token_endpoint: tokenEndpoint, device_authorization_endpoint: deviceEndpoint } = tenant.metadata;
  const url = deviceEndpoint ?? tokenEndpoint.replace(/\/token$/, '/devicecode');
  const code = await postForm(http, url, { client_id: clientId, scope: 'openid profile offline_access' });
  const deviceCode = code['device_code'];
  if (typeof deviceCode !== 'string') return [because(isPublicClientError(code) ? 'public-client' : 'client', code)];
  const findings = [passed('client', 'The app is registered, and gets a device code.')];

  // Entra gives a code to any app. Only the poll shows whether it allows public client flows.
  const poll = await postForm(http, tokenEndpoint, {
    client_id: clientId,
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: deviceCode,
  });
  findings.push(
    poll['error'] === 'authorization_pending' || poll['error'] === 'slow_down'
      ? passed('public-client', 'The app allows public client flows.')
      : because('public-client', poll),
  );
  return findings;
}

function isPublicClientError(body: Record<string, unknown>): boolean {
  const numbers = Array.isArray(body['error_codes']) ? body['error_codes'] : [];
  return numbers.includes(7_000_218);
}
