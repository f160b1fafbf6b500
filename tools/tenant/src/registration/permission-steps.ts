import type { FilePermission, TenantFile } from 'ciam-emulator/tenant-file';
import { alreadyExists } from '../graph/graph-error.ts';
import type { Application, PermissionGrant, RoleAssignment, ServicePrincipal } from '../graph/resources.ts';
import { known, servicePrincipalOf, type Step, type Work } from './step.ts';
import type { RegisteredApp, TenantState } from './tenant-state.ts';

const role = 'Cloud Application Administrator';

/**
 * Returns the steps that grant each app its permissions: app roles are assigned and scopes get admin consent, because
 * customers cannot consent.
 */
export function permissionSteps(state: TenantState, file: TenantFile): Step[] {
  const held = file.applications.flatMap((app) => (app.permissions ?? []).map((permission) => ({ app, permission })));
  return [
    ...held.flatMap(({ app, permission }) =>
      (permission.appRoles ?? []).flatMap((value) =>
        holdsRole(state, state.apps[app.name], permission.resource, value)
          ? []
          : [
              {
                text: `Grant "${app.displayName}" the app role ${value}`,
                role,
                run: (work: Work) => assign(work, app.name, permission.resource, value),
              } satisfies Step,
            ],
      ),
    ),
    ...held.flatMap(({ app, permission }) => {
      const missing = missingScopes(state, state.apps[app.name], permission);
      if (missing.length === 0) return [];
      const api =
        file.applications.find(({ name }) => name === permission.resource)?.displayName ?? permission.resource;
      const text = `Grant admin consent for ${listed(missing)} of ${api} to "${app.displayName}"`;
      return [{ text, role, run: (work: Work) => giveConsent(work, app.name, permission) } satisfies Step];
    }),
  ];
}

function listed(words: readonly string[]): string {
  return words.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

function principalIn(state: TenantState, resource: string): ServicePrincipal | undefined {
  return state.others[resource] ?? state.apps[resource]?.servicePrincipal;
}

function roleIdIn(state: TenantState, resource: string, value: string): string | undefined {
  const roles = state.others[resource]?.appRoles ?? state.apps[resource]?.application.appRoles ?? [];
  return roles.find((offered) => offered.value === value)?.id;
}

function holdsRole(state: TenantState, app: RegisteredApp | undefined, resource: string, value: string): boolean {
  const resourceId = principalIn(state, resource)?.id;
  const roleId = roleIdIn(state, resource, value);
  return (app?.roleAssignments ?? []).some((given) => given.appRoleId === roleId && given.resourceId === resourceId);
}

/** @see https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto */
async function assign(work: Work, name: string, resource: string, value: string): Promise<void> {
  const { graph } = work;
  const resourceId = servicePrincipalOf(work, resource);
  const principalId = servicePrincipalOf(work, name);
  const other = work.others[resource];
  const roles =
    other?.roles ??
    (await graph.get<Application>(`/applications/${known(work, resource).id}?$select=appRoles`)).appRoles ??
    [];
  const appRoleId = roles.find((offered) => offered.value === value)?.id;
  await graph
    .post<RoleAssignment>(`/servicePrincipals/${resourceId}/appRoleAssignedTo`, { principalId, resourceId, appRoleId })
    .catch(async (error: unknown) => {
      const exists = async (): Promise<boolean> => {
        const given = await graph.list<RoleAssignment>(`/servicePrincipals/${principalId}/appRoleAssignments`);
        return given.some((one) => one.appRoleId === appRoleId && one.resourceId === resourceId);
      };
      if (!alreadyExists(error) || !(await graph.until('a granted app role', exists))) throw error;
    });
}

function missingScopes(state: TenantState, app: RegisteredApp | undefined, permission: FilePermission): string[] {
  const resourceId = principalIn(state, permission.resource)?.id;
  const grant = app?.grants.find((given) => isConsentFor(given, resourceId));
  const given = scopesOf(grant);
  return (permission.scopes ?? []).filter((scope) => !given.includes(scope));
}

function isConsentFor(grant: PermissionGrant, resourceId: string | undefined): boolean {
  return grant.consentType === 'AllPrincipals' && grant.resourceId === resourceId;
}

function scopesOf(grant: PermissionGrant | undefined): string[] {
  return (grant?.scope ?? '').split(' ').filter(Boolean);
}

/** @see https://learn.microsoft.com/graph/api/oauth2permissiongrant-post */
async function giveConsent(work: Work, name: string, { resource, scopes = [] }: FilePermission): Promise<void> {
  const { graph } = work;
  const clientId = servicePrincipalOf(work, name);
  const resourceId = servicePrincipalOf(work, resource);
  const present = async (): Promise<PermissionGrant | undefined> => {
    const filter = encodeURIComponent(`clientId eq '${clientId}'`);
    const grants = await graph.list<PermissionGrant>(`/oauth2PermissionGrants?$filter=${filter}`);
    return grants.find((grant) => isConsentFor(grant, resourceId));
  };
  const complete = async (grant: PermissionGrant): Promise<void> => {
    const scope = [...new Set([...scopesOf(grant), ...scopes])].join(' ');
    if (scope !== scopesOf(grant).join(' ')) await graph.patch(`/oauth2PermissionGrants/${grant.id}`, { scope });
  };
  const found = await present();
  if (found) return complete(found);
  const body = { clientId, consentType: 'AllPrincipals', resourceId, scope: scopes.join(' ') };
  await graph.post('/oauth2PermissionGrants', body).catch(async (error: unknown) => {
    let existing: PermissionGrant | undefined;
    const exists = async (): Promise<boolean> => (existing = await present()) !== undefined;
    if (alreadyExists(error)) await graph.until('a granted consent', exists);
    if (!existing) throw error;
    await complete(existing);
  });
}
