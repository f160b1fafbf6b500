import { GraphError, unlessThere } from '../graph/graph-error.ts';
import type { Application, RoleAssignment, ServicePrincipal } from '../graph/resources.ts';
import {
  type AppKey,
  appKeys,
  consentedScopes,
  displayNames,
  plannedApi,
  roleValues,
  signsUsersIn,
  type WebAddresses,
  type ApiReference,
  wantedApplication,
  type WantedApplication,
} from './blueprint.ts';
import { completion } from './completion.ts';
import { known, servicePrincipalOf, type Step, type Work } from './step.ts';
import { findServicePrincipal, type RegisteredApp, type TenantState } from './tenant-state.ts';

const role = 'Cloud Application Administrator';

/** App registrations, service principals, and the permissions they hold. */
export function applicationSteps(state: TenantState, web: WebAddresses): Step[] {
  const api = state.apps.api ? referenceTo(state.apps.api.application) : plannedApi;
  return [
    ...appKeys.flatMap((key) => registration(key, state.apps[key], { api, web })),
    ...roleValues.flatMap((value) => roleAssignment(value, state, api)),
    ...signsUsersIn.flatMap((key) => consent(key, state.apps[key], state.microsoftGraphId)),
  ];
}

function registration(
  key: AppKey,
  found: RegisteredApp | undefined,
  context: { api: ApiReference; web: WebAddresses },
): Step[] {
  const steps: Step[] = [];
  const name = displayNames[key];
  if (!found) {
    steps.push({ text: `Create the app registration "${name}"`, role, run: (work) => create(work, key) });
    // The Application ID URI contains the client ID, which exists only now.
    if (key === 'api') {
      steps.push({ text: 'Set its Application ID URI', role, run: (work) => complete(work, key) });
    }
  } else {
    const { application } = found;
    const wanted = wantedApplication(key, { ...context, own: application.appId });
    const missing = completion({ ...application }, nameKept(wanted));
    if (missing) {
      const what = Object.keys(missing).join(', ');
      steps.push({
        text: `Complete the app registration "${name}": ${what}`,
        role,
        run: (work) => complete(work, key),
      });
    }
  }
  if (!found?.servicePrincipal) {
    steps.push({ text: `Create the service principal of "${name}"`, role, run: (work) => addPrincipal(work, key) });
  }
  return steps;
}

async function create(work: Work, key: AppKey): Promise<void> {
  const body = wantedApplication(key, work);
  const application = await work.graph.post<Application>('/applications', body, 'id', 'appId');
  work.apps[key] = { id: application.id, appId: application.appId };
  if (key === 'api') work.api = referenceTo({ ...body, ...application });
}

/** Compares anew, since by now the API that it refers to is known for certain. */
async function complete(work: Work, key: AppKey): Promise<void> {
  const { id, appId } = known(work, key);
  const found = await work.graph.get<Application>(`/applications/${id}`);
  const missing = completion({ ...found }, nameKept(wantedApplication(key, { ...work, own: appId })));
  if (missing) await work.graph.patch(`/applications/${id}`, missing);
  if (key === 'api') work.api = referenceTo(await work.graph.get<Application>(`/applications/${id}`));
}

/** An administrator may have renamed the application. */
function nameKept({ displayName: _name, ...rest }: WantedApplication): Omit<WantedApplication, 'displayName'> {
  return rest;
}

function referenceTo({ appId, appRoles }: Pick<Application, 'appId' | 'appRoles'>): ApiReference {
  return { appId, appRoles: appRoles ?? [] };
}

async function addPrincipal(work: Work, key: AppKey): Promise<void> {
  const app = known(work, key);
  // The tag that makes it appear under Enterprise applications, as one made in the admin center does.
  const body = { appId: app.appId, tags: ['WindowsAzureActiveDirectoryIntegratedApp'] };
  const made = await work.graph
    .post<ServicePrincipal>('/servicePrincipals', body, 'id')
    .catch(async (error: unknown) => {
      // Two runs at once, or a lost answer: it is there.
      const there =
        error instanceof GraphError && error.status === 409
          ? await findServicePrincipal(work.graph, app.appId)
          : undefined;
      if (!there) throw error;
      return there;
    });
  work.apps[key] = { ...app, servicePrincipalId: made.id };
}

function roleAssignment(value: string, state: TenantState, api: ApiReference): Step[] {
  const roleId = api.appRoles.find((known) => known.value === value)?.id;
  const resourceId = state.apps.api?.servicePrincipal?.id;
  const given = state.apps.daemon?.roleAssignments.some(
    (assignment) => assignment.appRoleId === roleId && assignment.resourceId === resourceId,
  );
  if (given) return [];
  return [{ text: `Grant "${displayNames.daemon}" the app role ${value}`, role, run: (work) => assign(work, value) }];
}

/** @see https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto */
async function assign(work: Work, value: string): Promise<void> {
  const resourceId = servicePrincipalOf(work, 'api');
  const appRoleId = work.api.appRoles.find((known) => known.value === value)?.id;
  const principalId = servicePrincipalOf(work, 'daemon');
  await work.graph
    .post<RoleAssignment>(`/servicePrincipals/${resourceId}/appRoleAssignedTo`, { principalId, resourceId, appRoleId })
    .catch(unlessThere);
}

function consent(key: AppKey, found: RegisteredApp | undefined, resourceId: string): Step[] {
  const grant = found?.grants.find((given) => given.consentType === 'AllPrincipals' && given.resourceId === resourceId);
  const given = grant?.scope?.split(' ') ?? [];
  if (consentedScopes.every((scope) => given.includes(scope))) return [];
  const text = `Grant admin consent for ${consentedScopes.join(' and ')} to "${displayNames[key]}"`;
  return [{ text, role, run: (work) => giveConsent(work, key, grant, resourceId) }];
}

/** Customers cannot consent in an external tenant. @see https://learn.microsoft.com/graph/api/oauth2permissiongrant-post */
async function giveConsent(
  work: Work,
  key: AppKey,
  grant: RegisteredApp['grants'][number] | undefined,
  resourceId: string,
): Promise<void> {
  if (grant) {
    const scope = [...new Set([...(grant.scope ?? '').split(' '), ...consentedScopes])].join(' ').trim();
    return work.graph.patch(`/oauth2PermissionGrants/${grant.id}`, { scope });
  }
  const scope = consentedScopes.join(' ');
  const clientId = servicePrincipalOf(work, key);
  await work.graph
    .post('/oauth2PermissionGrants', { clientId, consentType: 'AllPrincipals', resourceId, scope })
    .catch(unlessThere);
}
