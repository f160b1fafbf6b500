import type { GraphClient } from '../graph/graph-client.ts';
import { GraphError } from '../graph/graph-error.ts';
import type { DirectoryObject, Organization } from '../graph/resources.ts';
import { RegistrationError } from './registration-error.ts';

/** The identity of the tenant and the caller. */
export interface Identity {
  tenantId: string;
  displayName: string;
  /** `contoso` of contoso.onmicrosoft.com. */
  subdomain: string;
  /** The known domains of the tenant. */
  domains: string[];
  /** `CIAM` for an external tenant. Graph sometimes leaves it out. */
  tenantType?: string | undefined;
  /** The object ID of the administrator, or of the program that signed in as itself, if known. */
  me?: string | undefined;
  /** The client ID of the program. */
  program?: string | undefined;
}

/**
 * Reads the identity of the tenant and the caller.
 *
 * @throws {RegistrationError} `tenant_unknown` when Graph does not name the tenant
 */
export async function readIdentity(graph: GraphClient): Promise<Identity> {
  const [organization] = await graph.list<Organization>(
    '/organization?$select=id,displayName,tenantType,verifiedDomains',
  );
  const initial = organization?.verifiedDomains?.find(({ isInitial }) => isInitial)?.name;
  if (!organization || !initial?.includes('.')) {
    throw new RegistrationError('tenant_unknown', 'Microsoft Graph did not return the tenant. Sign in again.');
  }
  return {
    tenantId: organization.id,
    displayName: organization.displayName,
    subdomain: initial.slice(0, initial.indexOf('.')),
    domains: organization.verifiedDomains?.map(({ name }) => name) ?? [],
    tenantType: organization.tenantType ?? undefined,
    me: graph.program()?.id ?? (await readMe(graph)),
    program: graph.program()?.appId,
  };
}

/** Returns the caller's object ID. A program has no profile, and its token may not contain the ID. */
async function readMe(graph: GraphClient): Promise<string | undefined> {
  try {
    return (await graph.get<DirectoryObject>('/me?$select=id')).id;
  } catch (error) {
    if (error instanceof GraphError && error.status !== undefined && [400, 403, 404].includes(error.status))
      return undefined;
    throw error;
  }
}
