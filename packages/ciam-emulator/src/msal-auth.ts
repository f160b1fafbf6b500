import { discoveryDocument } from './protocol/discovery.ts';
import type { Tenant } from './tenant/tenant.ts';

/** What MSAL takes as `auth`, but for the credential. */
export interface MsalAuth {
  clientId: string;
  authority: string;
  authorityMetadata: string;
  knownAuthorities: string[];
}

/** MSAL refuses an http: authority; given the discovery document under an https: one, it asks only what that names. */
export function msalAuth({ directory, origin, issuer }: Tenant, clientId: string): MsalAuth {
  const { host } = new URL(origin);
  return {
    clientId,
    authority: `https://${host}/${directory.tenantId}`,
    authorityMetadata: JSON.stringify(discoveryDocument(directory, { origin, issuer })),
    knownAuthorities: [host],
  };
}
