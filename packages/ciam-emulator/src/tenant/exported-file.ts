import { graphApplication } from './microsoft-graph.ts';
import type { Application, TenantConfig, UserFlow } from './model.ts';
import { slug, uniqueNames } from './names.ts';
import { present } from './present.ts';
import {
  type FileApplication,
  type FilePermission,
  type FileUserFlow,
  type LocalApplication,
  microsoftGraphName,
  type TenantFile,
} from './tenant-file.ts';
import { withVariablesEscaped } from './variables.ts';

/**
 * Converts a tenant to a tenant file. Reading the file gives the same tenant again. Its local part contains secrets and
 * passwords.
 */
export function exportedFile(config: TenantConfig): TenantFile {
  const { tenantId, subdomain, displayName, branding = {}, applications, users, userFlows = [] } = config;
  const { accessTokenLifetime, deviceCodeInterval, staySignedIn, conditionalAccessPolicies } = config;
  const { appRoleAssignments = [] } = config;
  const names = uniqueNames(
    applications.map((application) => application.displayName),
    'app',
  );
  const nameOf = (id: string): string =>
    id === graphApplication.appId
      ? microsoftGraphName
      : (names[applications.findIndex(({ appId }) => appId === id)] ?? id);
  const ofUsers = appRoleAssignments.filter(({ principalId }) => users.some(({ id }) => id === principalId));
  const file: TenantFile = {
    name: slug(subdomain) || 'tenant',
    applications: applications.map((application) => fileApplication(application, nameOf, config)),
    userFlows: userFlows.map((flow) => fileFlow(flow, nameOf)),
    ...(branding.accentColor ? { branding: { backgroundColor: branding.accentColor } } : {}),
    local: {
      tenantId,
      subdomain,
      displayName,
      ...present({ accessTokenLifetime, deviceCodeInterval, staySignedIn, logo: branding.logo }),
      applications: Object.fromEntries(
        applications.map((application) => [nameOf(application.appId), localPart(application)]),
      ),
      users,
      ...present({ conditionalAccessPolicies }),
      ...(ofUsers.length > 0
        ? {
            appRoleAssignments: ofUsers.map(({ principalId, resourceId, appRole }) => ({
              principalId,
              resource: nameOf(resourceId),
              appRole,
            })),
          }
        : {}),
    },
  };
  return withVariablesEscaped(file);
}

function fileApplication(
  application: Application,
  nameOf: (id: string) => string,
  config: TenantConfig,
): FileApplication {
  const { appId, identifierUris, passwordCredentials: _secrets, keyCredentials: _certificates, ...rest } = application;
  const { servicePrincipalId: _id, accessTokenLifetime: _lifetime, coopEnforcement: _coop, ...shared } = rest;
  const permissions = permissionsOf(appId, nameOf, config);
  return {
    name: nameOf(appId),
    ...shared,
    // The ID differs in each tenant.
    ...present({ identifierUris: identifierUris?.map((uri) => uri.replaceAll(appId, '{appId}')) }),
    ...(permissions.length > 0 ? { permissions } : {}),
  };
}

/** Returns the permissions of an application, one entry for each API. */
function permissionsOf(
  appId: string,
  nameOf: (id: string) => string,
  { oauth2PermissionGrants = [], appRoleAssignments = [] }: TenantConfig,
): FilePermission[] {
  const grants = oauth2PermissionGrants.filter(({ clientId }) => clientId === appId);
  const assignments = appRoleAssignments.filter(({ principalId }) => principalId === appId);
  const resourceIds = new Set([...grants, ...assignments].map(({ resourceId }) => resourceId));
  return [...resourceIds].map((id) => {
    const scopes = grants.flatMap(({ resourceId, scope }) => (resourceId === id ? scope.split(' ') : []));
    const appRoles = assignments.flatMap(({ resourceId, appRole }) => (resourceId === id ? [appRole] : []));
    const permission: FilePermission = { resource: nameOf(id) };
    if (scopes.length > 0) permission.scopes = scopes;
    if (appRoles.length > 0) permission.appRoles = appRoles;
    return permission;
  });
}

/** Returns the local part. A single secret or certificate without other properties is written in the short form. */
function localPart(application: Application): LocalApplication {
  const { appId, servicePrincipalId, accessTokenLifetime, coopEnforcement } = application;
  const { passwordCredentials, keyCredentials } = application;
  const secret = onlyValue(passwordCredentials, 'secretText');
  const certificate = onlyValue(keyCredentials, 'certificate');
  return {
    appId,
    ...present({ servicePrincipalId, accessTokenLifetime, coopEnforcement, secret, certificate }),
    ...(secret === undefined ? present({ passwordCredentials }) : {}),
    ...(certificate === undefined ? present({ keyCredentials }) : {}),
  };
}

function onlyValue<T extends object, K extends keyof T>(credentials: T[] | undefined, name: K): T[K] | undefined {
  const [only, ...others] = credentials ?? [];
  return only && others.length === 0 && Object.keys(present(only)).length === 1 ? only[name] : undefined;
}

function fileFlow({ identityProvider, applications, ...flow }: UserFlow, nameOf: (id: string) => string): FileUserFlow {
  return {
    ...flow,
    applications: applications.map(nameOf),
    identityProviders: [identityProvider === 'EmailPassword' ? 'EmailPassword-OAUTH' : 'EmailOtpSignup-OAUTH'],
  };
}

/** Drops undefined properties. */
