import type { GraphClient } from '../graph/graph-client.ts';
import { GraphError } from '../graph/graph-error.ts';
import type { DirectoryObject, Organization } from '../graph/resources.ts';
import { RegistrationError } from './registration-error.ts';

/** Which tenant it is, and who asks. */
export interface Identity {
  tenantId: string;
  displayName: string;
  /** `contoso` of contoso.onmicrosoft.com */
  subdomain: string;
  /** Every domain that is known to be the tenant's. */
  domains: string[];
  /** `CIAM` for an external tenant; Graph leaves it out at times. */
  tenantType?: string | undefined;
  /** The object ID of the administrator, or of the program that signed in as itself, where it can be known. */
  me?: string | undefined;
  /** The client ID of that program. */
  program?: string | undefined;
}

/** Which tenant this is, and who asks. */
export async function readIdentity(graph: GraphClient): Promise<Identity> {
  const [organization] = await graph.list<Organization>(
    '/organization?$select=id,displayName,tenantType,verifiedDomains',
  );
  const initial = organization?.verifiedDomains?.find(({ isInitial }) => isInitial)?.name;
  if (!organization || !initial?.includes('.')) {
    throw new RegistrationError('tenant_unknown', 'Microsoft Graph does not say which tenant this is. Sign in again.');
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

/** A program has no profile, and a token of it may not say who it is. */
async function readMe(graph: GraphClient): Promise<string | undefined> {
  try {
    return (await graph.get<DirectoryObject>('/me?$select=id')).id;
  } catch (error) {
    if (error instanceof GraphError && error.status !== undefined && [400, 403, 404].includes(error.status))
      return undefined;
    throw error;
  }
}
