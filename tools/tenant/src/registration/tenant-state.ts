import { type FileApplication, microsoftGraphName, type TenantFile } from 'ciam-emulator/tenant-file';
import type { GraphClient } from '../graph/graph-client.ts';
import type {
  Application,
  Branding,
  DirectoryObject,
  FederatedCredential,
  PermissionGrant,
  RoleAssignment,
  ServicePrincipal,
  UserFlow,
} from '../graph/resources.ts';
import { readBranding, readEmptyBrandings } from './branding.ts';
import { type Identity, readIdentity } from './identity.ts';
import { tagOf, uniqueNameOf } from './marks.ts';
import { RegistrationError } from './registration-error.ts';
import type { Settings } from './step.ts';
import { customAttributesOf, readCustomAttributes } from './user-attributes.ts';

/** One of the file's applications, with everything that belongs to it. */
export interface RegisteredApp {
  application: Application;
  servicePrincipal: ServicePrincipal | undefined;
  /** The admin consents for this app. */
  grants: PermissionGrant[];
  /** The application permissions of this app. */
  roleAssignments: RoleAssignment[];
  federatedCredentials: FederatedCredential[];
  /** The user flow that it is attached to, whether ours or another. */
  userFlow: UserFlow | undefined;
  owners: DirectoryObject[];
}

export interface TenantState extends Identity {
  /** By the names in the file. */
  apps: Record<string, RegisteredApp | undefined>;
  /** The service principals of APIs that the file refers to but does not contain. */
  others: Record<string, ServicePrincipal | undefined>;
  /**
   * Applications with the file's tag that are not in `apps`: duplicates, and those that the file no longer contains.
   */
  surplus: Application[];
  flows: UserFlow[];
  /** The IDs of the custom user attributes by name, if the file has any. */
  attributes: Record<string, string>;
  branding: Branding | undefined;
  /** The languages with an empty branding. */
  emptyBrandings: string[];
}

export const flowsPath = '/identity/authenticationEventsFlows';
const microsoftGraphAppId = '00000003-0000-0000-c000-000000000000';

export const selected: string =
  'id,appId,displayName,uniqueName,createdDateTime,createdByAppId,tags,signInAudience,identifierUris,isFallbackPublicClient,api,' +
  'appRoles,web,spa,publicClient,optionalClaims,requiredResourceAccess,passwordCredentials,keyCredentials';

/** The state of an empty tenant, for a plan without a tenant. */
export const emptyTenant: TenantState = {
  tenantId: '(new)',
  displayName: 'An empty tenant',
  subdomain: '(new)',
  domains: [],
  apps: {},
  others: {},
  surplus: [],
  flows: [],
  attributes: {},
  branding: undefined,
  emptyBrandings: [],
};

/**
 * Reads everything that a plan depends on. Changes nothing.
 *
 * @param current the settings, which decide between several registrations
 * @throws {RegistrationError} `tenant_unknown` when the tenant has no service principal of Microsoft Graph
 */
export async function readTenantState(graph: GraphClient, file: TenantFile, current: Settings): Promise<TenantState> {
  const identity = await readIdentity(graph);
  const others: TenantState['others'] = {};
  const foreign = file.applications
    .flatMap(({ permissions = [] }) => permissions.map(({ resource }) => resource))
    .filter((resource) => !file.applications.some(({ name }) => name === resource));
  for (const resource of new Set([microsoftGraphName, ...foreign])) {
    others[resource] = await findServicePrincipal(
      graph,
      resource === microsoftGraphName ? microsoftGraphAppId : resource,
    );
  }
  if (!others[microsoftGraphName]) {
    throw new RegistrationError('tenant_unknown', 'This tenant has no service principal of Microsoft Graph.');
  }
  const tagged = await graph.list<Application>(
    `/applications?$filter=${query(`tags/any(t:t eq '${tagOf(file)}')`)}&$select=${selected}`,
  );
  const chosen: Record<string, Application | undefined> = {};
  for (const application of file.applications) {
    chosen[application.name] =
      choose(tagged, file, application, current) ?? (await byUniqueName(graph, file, application));
  }
  const apps: TenantState['apps'] = {};
  for (const { name } of file.applications) {
    const application = chosen[name];
    if (application) apps[name] = await readApp(graph, application);
  }
  const branding = file.branding ? await readBranding(graph, identity.tenantId) : undefined;
  const used = new Set(Object.values(chosen).map((application) => application?.id));
  return {
    ...identity,
    others,
    apps,
    surplus: tagged.filter(({ id }) => !used.has(id)),
    flows: await graph.list<UserFlow>(flowsPath),
    attributes: customAttributesOf(file).length > 0 ? await readCustomAttributes(graph) : {},
    branding,
    emptyBrandings: branding ? await readEmptyBrandings(graph, identity.tenantId) : [],
  };
}

/** Chooses one of several applications: the one in the settings, then the one with our unique name, then the oldest. */
function choose(
  tagged: readonly Application[],
  file: TenantFile,
  { name, env }: FileApplication,
  current: Settings,
): Application | undefined {
  const found = tagged
    .filter(({ tags }) => tags?.includes(tagOf(file, { name })))
    .toSorted((a, b) => (a.createdDateTime ?? '').localeCompare(b.createdDateTime ?? ''));
  const inUse = env?.clientId === undefined ? undefined : current[env.clientId];
  return (
    found.find(({ appId }) => appId.toLowerCase() === inUse?.toLowerCase()) ??
    found.find(({ uniqueName }) => uniqueName === uniqueNameOf(file, { name })) ??
    found[0]
  );
}

/** Finds an application by its unique name, because lists may not contain a new one yet. */
function byUniqueName(
  graph: GraphClient,
  file: TenantFile,
  application: FileApplication,
): Promise<Application | undefined> {
  return graph.find<Application>(`${uniqueNamePath(file, application)}?$select=${selected}`);
}

export function uniqueNamePath(file: TenantFile, application: Pick<FileApplication, 'name'>): string {
  return `/applications(uniqueName='${uniqueNameOf(file, application)}')`;
}

export async function readApp(graph: GraphClient, application: Application): Promise<RegisteredApp> {
  const servicePrincipal = await findServicePrincipal(graph, application.appId);
  const [userFlow] = await graph.list<UserFlow>(`${flowsPath}?$filter=${query(attachedTo(application.appId))}`);
  return {
    application,
    servicePrincipal,
    userFlow,
    owners: await readOwners(graph, application.id),
    federatedCredentials: await graph.list(`/applications/${application.id}/federatedIdentityCredentials`),
    grants: servicePrincipal
      ? await graph.list(`/oauth2PermissionGrants?$filter=${query(`clientId eq '${servicePrincipal.id}'`)}`)
      : [],
    roleAssignments: servicePrincipal
      ? await graph.list(`/servicePrincipals/${servicePrincipal.id}/appRoleAssignments`)
      : [],
  };
}

/**
 * Reads a user flow. According to the reference, it is in the property `value`. @see
 * https://learn.microsoft.com/graph/api/authenticationeventsflow-get
 */
export async function readFlow(graph: GraphClient, id: string): Promise<UserFlow> {
  const { value, ...flow } = await graph.get<UserFlow & { value?: UserFlow }>(`${flowsPath}/${id}`);
  return value ?? flow;
}

export function readOwners(graph: GraphClient, id: string): Promise<DirectoryObject[]> {
  return graph.list<DirectoryObject>(`/applications/${id}/owners?$select=id,displayName,userPrincipalName`);
}

/** @see https://learn.microsoft.com/graph/api/identitycontainer-list-authenticationeventsflows, the example that filters by application */
function attachedTo(appId: string): string {
  const flow = 'microsoft.graph.externalUsersSelfServiceSignUpEventsFlow';
  return `${flow}/conditions/applications/includeApplications/any(appId:appId/appId eq '${appId}')`;
}

export async function findServicePrincipal(graph: GraphClient, appId: string): Promise<ServicePrincipal | undefined> {
  const found = await graph.list<ServicePrincipal>(
    `/servicePrincipals?$filter=${query(`appId eq '${appId}'`)}` +
      '&$select=id,appId,accountEnabled,appRoleAssignmentRequired,oauth2PermissionScopes,appRoles',
  );
  return found[0];
}

function query(filter: string): string {
  return encodeURIComponent(filter);
}
