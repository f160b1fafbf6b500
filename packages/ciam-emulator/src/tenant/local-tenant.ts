import { guidFrom } from './guid.ts';
import { graphApplication } from './microsoft-graph.ts';
import type { Application, TenantConfig, UserFlow } from './model.ts';
import {
  type FileApplication,
  type FilePermission,
  type FileUserFlow,
  microsoftGraphName,
  type TenantFile,
} from './tenant-file.ts';

/**
 * Converts a tenant file to the configuration that the emulator runs. Missing IDs are derived, so they are always the
 * same.
 */
export function localTenant(file: TenantFile): TenantConfig {
  const { local = {}, branding } = file;
  const tenantId = local.tenantId ?? guidFrom(file.name);
  const accentColor = branding?.backgroundColor;
  const appIdOf = (name: string): string => local.applications?.[name]?.appId ?? guidFrom(`${tenantId}/${name}`);
  const resourceIdOf = (name: string): string => (name === microsoftGraphName ? graphApplication.appId : appIdOf(name));
  const isHere = ({ resource }: FilePermission): boolean =>
    resource === microsoftGraphName || file.applications.some(({ name }) => name === resource);
  const permissions = file.applications.flatMap(({ name, permissions: all = [] }) =>
    all.filter(isHere).map(({ resource, scopes = [], appRoles = [] }) => ({
      id: appIdOf(name),
      resourceId: resourceIdOf(resource),
      scopes,
      appRoles,
    })),
  );
  return {
    tenantId,
    subdomain: local.subdomain ?? 'contoso',
    displayName: local.displayName ?? 'Contoso',
    ...(accentColor || local.logo
      ? { branding: { ...(accentColor ? { accentColor } : {}), ...(local.logo ? { logo: local.logo } : {}) } }
      : {}),
    ...(local.accessTokenLifetime === undefined ? {} : { accessTokenLifetime: local.accessTokenLifetime }),
    ...(local.deviceCodeInterval === undefined ? {} : { deviceCodeInterval: local.deviceCodeInterval }),
    ...(local.staySignedIn === undefined ? {} : { staySignedIn: local.staySignedIn }),
    applications: file.applications.map((application) =>
      localApplication(application, appIdOf(application.name), file),
    ),
    users: local.users ?? [],
    userFlows: (file.userFlows ?? []).map((flow) => localFlow(flow, appIdOf)),
    oauth2PermissionGrants: permissions.flatMap(({ id, resourceId, scopes }) =>
      scopes.length > 0 ? [{ clientId: id, resourceId, scope: scopes.join(' ') }] : [],
    ),
    ...(local.conditionalAccessPolicies ? { conditionalAccessPolicies: local.conditionalAccessPolicies } : {}),
    appRoleAssignments: [
      ...permissions.flatMap(({ id, resourceId, appRoles }) =>
        appRoles.map((appRole) => ({ principalId: id, resourceId, appRole })),
      ),
      ...(local.appRoleAssignments ?? []).map(({ principalId, resource, appRole }) => ({
        principalId,
        resourceId: resourceIdOf(resource),
        appRole,
      })),
    ],
  };
}

function localApplication(application: FileApplication, appId: string, { local }: TenantFile): Application {
  const { name, permissions: _permissions, env: _env, identifierUris, api, appRoles, ...rest } = application;
  const { secret, certificate, appId: _appId, ...own } = local?.applications?.[name] ?? {};
  const { passwordCredentials, keyCredentials } = own;
  return {
    appId,
    ...rest,
    ...own,
    ...(identifierUris && { identifierUris: identifierUris.map((uri) => uri.replaceAll('{appId}', appId)) }),
    ...(api && {
      api: {
        ...api,
        ...(api.oauth2PermissionScopes && {
          oauth2PermissionScopes: api.oauth2PermissionScopes.map(
            ({ adminConsentDescription: _description, ...scope }) => scope,
          ),
        }),
      },
    }),
    ...(appRoles && { appRoles: appRoles.map(({ description: _description, ...role }) => role) }),
    ...(secret === undefined ? {} : { passwordCredentials: [{ secretText: secret }, ...(passwordCredentials ?? [])] }),
    ...(certificate === undefined ? {} : { keyCredentials: [{ certificate }, ...(keyCredentials ?? [])] }),
  };
}

/** Converts a user flow. Accounts of other identity providers do not exist here, so such a flow uses email. */
function localFlow(
  { identityProviders, applications, attributes, ...flow }: FileUserFlow,
  appIdOf: (name: string) => string,
): UserFlow {
  const byCode =
    identityProviders.includes('EmailOtpSignup-OAUTH') && !identityProviders.includes('EmailPassword-OAUTH');
  return {
    ...flow,
    applications: applications.map(appIdOf),
    identityProvider: byCode ? 'EmailOneTimePasscode' : 'EmailPassword',
    ...(attributes && { attributes }),
  };
}
