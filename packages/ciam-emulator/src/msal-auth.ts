import { discoveryDocument } from './protocol/discovery.ts';
import type { Tenant } from './tenant/tenant.ts';

/** MSAL's `auth`, without a credential. */
export interface MsalAuth {
  clientId: string;
  authority: string;
  authorityMetadata: string;
  knownAuthorities: string[];
}

/**
 * Returns MSAL's `auth` for an application. MSAL refuses an http: authority, but if it gets the discovery document
 * under an https: one, it only contacts the addresses in the document.
 */
export function msalAuth({ directory, origin, issuer }: Tenant, clientId: string): MsalAuth {
  const { host } = new URL(origin);
  return {
    clientId,
    authority: `https://${host}/${directory.tenantId}`,
    authorityMetadata: JSON.stringify(discoveryDocument(directory, { origin, issuer })),
    knownAuthorities: [host],
  };
}
