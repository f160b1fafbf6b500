import type { GraphClient } from '../graph/graph-client.ts';
import type {
  Application,
  Organization,
  PermissionGrant,
  RoleAssignment,
  ServicePrincipal,
  UserFlow,
} from '../graph/resources.ts';
import { type AppKey, appKeys, microsoftGraph, tag, tagOf } from './blueprint.ts';
import { RegistrationError } from './registration-error.ts';

/** One of our applications with everything that hangs on it. */
export interface RegisteredApp {
  application: Application;
  servicePrincipal: ServicePrincipal | undefined;
  /** Admin consents given to this app. */
  grants: PermissionGrant[];
  /** Application permissions given to this app. */
  roleAssignments: RoleAssignment[];
  /** The user flow it is attached to, ours or another one. */
  userFlow: UserFlow | undefined;
}

export interface TenantState {
  tenantId: string;
  displayName: string;
  /** `contoso` of contoso.onmicrosoft.com */
  subdomain: string;
  /** Every domain that is known to be the tenant's. */
  domains: string[];
  /** `CIAM` for an external tenant; Graph leaves it out at times. */
  tenantType?: string | undefined;
  /** Object ID of Microsoft Graph's own service principal, which every tenant has. */
  microsoftGraphId: string;
  apps: Partial<Record<AppKey, RegisteredApp>>;
  /** The flow that an earlier run made. */
  userFlow: UserFlow | undefined;
}

export const userFlowName = 'External ID samples sign-up and sign-in';
/** Flows have no tags. */
export const userFlowDescription: string = `Made by ${tag}.`;

const selected =
  'id,appId,displayName,tags,signInAudience,identifierUris,isFallbackPublicClient,api,' +
  'appRoles,web,optionalClaims,requiredResourceAccess,passwordCredentials,keyCredentials';

/** Reads everything a plan depends on; changes nothing. */
export async function readTenantState(graph: GraphClient): Promise<TenantState> {
  const [organization] = await graph.list<Organization>(
    '/organization?$select=id,displayName,tenantType,verifiedDomains',
  );
  const initial = organization?.verifiedDomains?.find(({ isInitial }) => isInitial)?.name;
  if (!organization || !initial?.includes('.')) {
    throw new RegistrationError('tenant_unknown', 'Microsoft Graph does not say which tenant this is. Sign in again.');
  }
  const microsoftGraphPrincipal = await findServicePrincipal(graph, microsoftGraph.appId);
  if (!microsoftGraphPrincipal) {
    throw new RegistrationError('tenant_unknown', 'This tenant has no service principal of Microsoft Graph.');
  }
  const applications = await graph.list<Application>(
    `/applications?$filter=${query(`tags/any(t:t eq '${tag}')`)}&$select=${selected}`,
  );
  const apps: TenantState['apps'] = {};
  for (const key of appKeys) {
    const application = only(applications, key);
    if (application) apps[key] = await readApp(graph, application);
  }
  const flows = await graph.list<UserFlow>('/identity/authenticationEventsFlows');
  const userFlow = flows.find(({ description }) => description === userFlowDescription);
  return {
    tenantId: organization.id,
    displayName: organization.displayName,
    subdomain: initial.slice(0, initial.indexOf('.')),
    domains: organization.verifiedDomains?.map(({ name }) => name) ?? [],
    tenantType: organization.tenantType ?? undefined,
    microsoftGraphId: microsoftGraphPrincipal.id,
    apps,
    userFlow,
  };
}

function only(applications: readonly Application[], key: AppKey): Application | undefined {
  const [application, another] = applications.filter(({ tags }) => tags?.includes(tagOf(key)));
  if (application && another) {
    throw new RegistrationError(
      'registered_twice',
      `Two app registrations carry the tag ${tagOf(key)}: ${application.appId} and ${another.appId}. ` +
        'Delete one of them in the admin center (App registrations), then run this again.',
    );
  }
  return application;
}

async function readApp(graph: GraphClient, application: Application): Promise<RegisteredApp> {
  const servicePrincipal = await findServicePrincipal(graph, application.appId);
  const userFlow = (
    await graph.list<UserFlow>(`/identity/authenticationEventsFlows?$filter=${query(attachedTo(application.appId))}`)
  )[0];
  return {
    application,
    servicePrincipal,
    userFlow,
    grants: servicePrincipal
      ? await graph.list(`/oauth2PermissionGrants?$filter=${query(`clientId eq '${servicePrincipal.id}'`)}`)
      : [],
    roleAssignments: servicePrincipal
      ? await graph.list(`/servicePrincipals/${servicePrincipal.id}/appRoleAssignments`)
      : [],
  };
}

/** @see https://learn.microsoft.com/graph/api/identitycontainer-list-authenticationeventsflows, the example that filters by application */
function attachedTo(appId: string): string {
  const flow = 'microsoft.graph.externalUsersSelfServiceSignUpEventsFlow';
  return `${flow}/conditions/applications/includeApplications/any(appId:appId/appId eq '${appId}')`;
}

export async function findServicePrincipal(graph: GraphClient, appId: string): Promise<ServicePrincipal | undefined> {
  const found = await graph.list<ServicePrincipal>(
    `/servicePrincipals?$filter=${query(`appId eq '${appId}'`)}&$select=id,appId`,
  );
  return found[0];
}

function query(filter: string): string {
  return encodeURIComponent(filter);
}
