import { randomBytes } from 'node:crypto';
import { ConfidentialClientApplication } from '@azure/msal-node';
import type { AxiosInstance } from 'axios';
import type { Tenant } from 'ciam-config';
import { type ClientCredential, createNetworkClient } from 'ciam-msal';
import { fixFor } from 'ciam-msal/fix';

interface Client {
  clientId: string;
  credential: ClientCredential;
}

function applicationOf(tenant: Tenant, { clientId, credential }: Client): ConfidentialClientApplication {
  return new ConfidentialClientApplication({
    auth: { clientId, ...tenant.msal, ...credential },
    system: { networkClient: createNetworkClient({ attempts: 2 }) },
  });
}

/** Acquires an access token as an app, like the daemon. @throws {AuthError} when the tenant refuses */
export async function appToken(tenant: Tenant, client: Client, scope: string): Promise<string> {
  const application = applicationOf(tenant, client);
  const result = await application.acquireTokenByClientCredential({ scopes: [scope] });
  if (!result) throw new Error('The tenant responded without a token.');
  return result.accessToken;
}

/** Returns the AADSTS number with which the tenant refuses a code that was never issued. */
export async function refusalOfCode(
  tenant: Tenant,
  { clientId, credential, redirectUri }: { clientId: string; credential: ClientCredential; redirectUri: string },
): Promise<string | undefined> {
  const application = applicationOf(tenant, { clientId, credential });
  const request = {
    code: 'doctor',
    redirectUri,
    scopes: ['openid'],
    codeVerifier: randomBytes(32).toString('base64url'),
  };
  return application.acquireTokenByCode(request).then(
    () => undefined,
    (error: unknown) => fixFor(error).code,
  );
}

/** Posts a form to an endpoint of the tenant. Errors of OAuth 2.0 are responses, too. */
export async function postForm(
  http: AxiosInstance,
  url: string,
  form: Record<string, string>,
): Promise<Record<string, unknown>> {
  const { data, status } = await http.post<unknown>(url, new URLSearchParams(form), { validateStatus: null });
  if (status === 429 || status >= 500) return { error: 'service_unavailable' };
  return typeof data === 'object' && data !== null ? { ...data } : { error: 'response_not_json' };
}
