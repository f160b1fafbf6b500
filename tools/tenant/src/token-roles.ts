import { AuthError, ConfidentialClientApplication } from '@azure/msal-node';
import { discoverTenant, readEnvironment, readTenantSettings } from 'ciam-config';
import { createNetworkClient } from 'ciam-msal';
import { decodeJwt } from 'jose';
import { readCertificate } from './certificate.ts';
import { readIfExists } from './env-file.ts';
import type { TokenRequest, TokenRoles } from './registration/await-tokens.ts';

/** Acquires a token from the tenant in the settings. A tenant may take a minute to know a new app or credential. */
export const askForRoles: TokenRoles = async (settings, request) => {
  const tenant = await discoverTenant(readEnvironment(settings, readTenantSettings));
  const client = new ConfidentialClientApplication({
    auth: { clientId: request.clientId, ...tenant.msal, ...(await credentialOf(request)) },
    system: { networkClient: createNetworkClient({ attempts: 2 }) },
  });
  try {
    const result = await client.acquireTokenByClientCredential({ scopes: [request.scope] });
    const { roles } = decodeJwt(result?.accessToken ?? '');
    return Array.isArray(roles) ? roles.map(String) : [];
  } catch (error) {
    if (error instanceof AuthError && /AADSTS(?:700016|7000215|700027|500011|501051)\b/.test(error.message))
      return undefined;
    throw error;
  }
};

async function credentialOf({ secret, certificate: path }: TokenRequest): Promise<object> {
  if (path === undefined) return { clientSecret: secret };
  const { certificate } = await readCertificate(path);
  const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]+?-----END [A-Z ]*PRIVATE KEY-----/.exec(
    (await readIfExists(path)) ?? '',
  )?.[0];
  return { clientCertificate: { thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''), privateKey } };
}
