import { ConfidentialClientApplication } from '@azure/msal-node';
import type { AxiosInstance } from 'axios';
import type { Tenant } from 'ciam-config';
import { type ClientCredential, createNetworkClient } from 'ciam-msal';

/** An access token for an app itself, as the daemon gets it. @throws AuthError */
export async function appToken(
  tenant: Tenant,
  client: { clientId: string; credential: ClientCredential },
  scope: string,
): Promise<string> {
  const application = new ConfidentialClientApplication({
    auth: { clientId: client.clientId, ...tenant.msal, ...client.credential },
    system: { networkClient: createNetworkClient({ attempts: 2 }) },
  });
  const result = await application.acquireTokenByClientCredential({ scopes: [scope] });
  if (!result) throw new Error('The tenant answered without a token.');
  return result.accessToken;
}

/** What an endpoint of the tenant says to a form; errors of OAuth 2.0 are answers. */
export async function postForm(
  http: AxiosInstance,
  url: string,
  form: Record<string, string>,
): Promise<Record<string, unknown>> {
  const { data, status } = await http.post<unknown>(url, new URLSearchParams(form), { validateStatus: null });
  if (status === 429 || status >= 500) return { error: 'service_unavailable' };
  return typeof data === 'object' && data !== null ? { ...data } : { error: 'response_not_json' };
}
