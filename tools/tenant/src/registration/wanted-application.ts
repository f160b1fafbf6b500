import { type FileApplication, type FilePermission, guidFrom, type TenantFile } from 'ciam-emulator/tenant-file';
import type {
  Application,
  AppRole,
  OptionalClaim,
  PermissionScope,
  RequiredResourceAccess,
} from '../graph/resources.ts';
import { tagOf } from './marks.ts';

/** An API and the IDs of its permissions. */
export interface Resource {
  appId: string;
  scopes: Pick<PermissionScope, 'id' | 'value'>[];
  roles: Pick<AppRole, 'id' | 'value'>[];
}

/** APIs by their name in the file. */
export type Resources = Readonly<Record<string, Resource | undefined>>;

export type WantedApplication = Omit<Application, 'id' | 'appId' | 'passwordCredentials' | 'keyCredentials'>;

/**
 * Returns the desired state of an application.
 *
 * @param own its client ID, once it is known
 * @see https://learn.microsoft.com/entra/external-id/customers/how-to-register-ciam-app
 */
export function wantedApplication(
  file: TenantFile,
  application: FileApplication,
  { own, resources }: { own: string | undefined; resources: Resources },
): WantedApplication {
  const { displayName, web, spa, publicClient, isFallbackPublicClient, identifierUris, api, appRoles } = application;
  const { optionalClaims, permissions = [] } = application;
  const access = permissions
    .map((permission) => resourceAccess(permission, resources))
    .filter((item) => item !== undefined);
  return {
    displayName,
    tags: [tagOf(file), tagOf(file, application)],
    signInAudience: 'AzureADMyOrg',
    ...(web && { web: wantedWeb(web) }),
    ...(spa && { spa }),
    ...(publicClient && { publicClient }),
    ...(isFallbackPublicClient === undefined ? {} : { isFallbackPublicClient }),
    ...(identifierUris && own !== undefined
      ? { identifierUris: identifierUris.map((uri) => uri.replaceAll('{appId}', own)) }
      : {}),
    ...(api && {
      api: {
        ...(api.requestedAccessTokenVersion === undefined
          ? {}
          : { requestedAccessTokenVersion: api.requestedAccessTokenVersion }),
        ...(api.oauth2PermissionScopes && { oauth2PermissionScopes: scopesOf(file, application) }),
      },
    }),
    ...(appRoles && { appRoles: rolesOf(file, application) }),
    ...(optionalClaims && {
      optionalClaims: Object.fromEntries(
        Object.entries(optionalClaims).map(([token, claims]) => [token, claims.map(claim)]),
      ),
    }),
    ...(access.length > 0 ? { requiredResourceAccess: access } : {}),
  };
}

/** Returns the API of an application in the file before it exists. */
export function plannedResource(file: TenantFile, application: FileApplication): Resource {
  return { appId: '', scopes: scopesOf(file, application), roles: rolesOf(file, application) };
}

/** Drops a front-channel logout URL that is not https, because Entra accepts no other. */
function wantedWeb({ logoutUrl, ...web }: NonNullable<FileApplication['web']>): NonNullable<Application['web']> {
  return { ...web, ...(logoutUrl?.startsWith('https:') ? { logoutUrl } : {}) };
}

/** Creates the scopes. Their IDs need only be unique within the application. */
function scopesOf(file: TenantFile, { name, api }: FileApplication): PermissionScope[] {
  return (api?.oauth2PermissionScopes ?? []).map(({ value, adminConsentDisplayName, adminConsentDescription }) => ({
    id: guidFrom(`${tagOf(file)}/${name}/scope/${value}`),
    value,
    type: 'Admin',
    isEnabled: true,
    adminConsentDisplayName: adminConsentDisplayName ?? value,
    adminConsentDescription: adminConsentDescription ?? adminConsentDisplayName ?? value,
  }));
}

function rolesOf(file: TenantFile, { name, appRoles = [] }: FileApplication): AppRole[] {
  return appRoles.map(({ value, displayName, description, allowedMemberTypes }) => ({
    id: guidFrom(`${tagOf(file)}/${name}/role/${value}`),
    value,
    displayName: displayName ?? value,
    description: description ?? displayName ?? value,
    isEnabled: true,
    allowedMemberTypes,
  }));
}

function claim({ name, essential = false, ...more }: OptionalClaim): OptionalClaim {
  return { name, essential, ...more };
}

function resourceAccess(
  { resource, scopes = [], appRoles = [] }: FilePermission,
  resources: Resources,
): RequiredResourceAccess | undefined {
  const api = resources[resource];
  if (!api) return undefined;
  return {
    resourceAppId: api.appId,
    resourceAccess: [
      ...idsOf(api.scopes, scopes).map((id) => ({ id, type: 'Scope' as const })),
      ...idsOf(api.roles, appRoles).map((id) => ({ id, type: 'Role' as const })),
    ],
  };
}

function idsOf(known: readonly { id: string; value: string }[], values: readonly string[]): string[] {
  return values
    .map((value) => known.find((permission) => permission.value === value)?.id)
    .filter((id) => id !== undefined);
}
