import type { FileApplication, FilePermission, FileUserFlow, TenantFile } from 'ciam-emulator/tenant-file';

type Claims = NonNullable<FileApplication['optionalClaims']>;

/**
 * Reduces a tenant file to what a real tenant can contain, in a canonical order and without defaults: no local part, no
 * names of variables, no front-channel logout URL that is not https. Two files that describe the same tenant are equal
 * in this form.
 */
export function cloud({ name, applications, userFlows = [], branding }: TenantFile): TenantFile {
  return compact<TenantFile>({
    name,
    applications: applications.map(cloudApplication).toSorted(by(({ name: own }) => own)),
    userFlows: userFlows.map(cloudFlow).toSorted(by(({ displayName }) => displayName)),
    branding,
  });
}

function cloudApplication(application: FileApplication): FileApplication {
  const { name, displayName, web, spa, publicClient, isFallbackPublicClient, identifierUris, api, appRoles } =
    application;
  const { appRoleAssignmentRequired, optionalClaims, federatedIdentityCredentials, permissions } = application;
  const implicit = web?.implicitGrantSettings?.enableIdTokenIssuance === true;
  return compact<FileApplication>({
    name,
    displayName,
    web: web && {
      redirectUris: web.redirectUris.toSorted(),
      ...(web.logoutUrl?.startsWith('https:') ? { logoutUrl: web.logoutUrl } : {}),
      ...(implicit ? { implicitGrantSettings: { enableIdTokenIssuance: true } } : {}),
    },
    spa: spa && { redirectUris: spa.redirectUris.toSorted() },
    publicClient: publicClient && { redirectUris: publicClient.redirectUris.toSorted() },
    isFallbackPublicClient: isFallbackPublicClient || undefined,
    identifierUris: identifierUris?.toSorted(),
    api: api && {
      ...(api.requestedAccessTokenVersion ? { requestedAccessTokenVersion: api.requestedAccessTokenVersion } : {}),
      oauth2PermissionScopes: (api.oauth2PermissionScopes ?? [])
        .map(({ value, adminConsentDisplayName = value, adminConsentDescription = adminConsentDisplayName }) => ({
          value,
          adminConsentDisplayName,
          adminConsentDescription,
        }))
        .toSorted(by(({ value }) => value)),
    },
    appRoles: appRoles
      ?.map(({ value, displayName: shown = value, description = shown, allowedMemberTypes }) => ({
        value,
        displayName: shown,
        description,
        allowedMemberTypes: allowedMemberTypes.toSorted(),
      }))
      .toSorted(by(({ value }) => value)),
    appRoleAssignmentRequired: appRoleAssignmentRequired || undefined,
    optionalClaims: optionalClaims && cloudClaims(optionalClaims),
    federatedIdentityCredentials: federatedIdentityCredentials?.toSorted(by(({ name: credential }) => credential)),
    permissions: permissions && merged(permissions),
  });
}

function cloudClaims(claims: Claims): Claims {
  const sorted = (list: Claims['idToken']): Claims['idToken'] =>
    list
      ?.map(({ name, essential, source, additionalProperties = [] }) => ({
        name,
        ...(essential ? { essential } : {}),
        ...(source ? { source } : {}),
        ...(additionalProperties.length > 0 ? { additionalProperties } : {}),
      }))
      .toSorted(by(({ name }) => name));
  return compact<Claims>({
    idToken: sorted(claims.idToken),
    accessToken: sorted(claims.accessToken),
    saml2Token: sorted(claims.saml2Token),
  });
}

/** Merges permissions into one entry for each API. */
function merged(permissions: readonly FilePermission[]): FilePermission[] {
  const resources = [...new Set(permissions.map(({ resource }) => resource))].toSorted();
  const all = resources.map((resource) => {
    const own = permissions.filter((permission) => permission.resource === resource);
    return compact<FilePermission>({
      resource,
      scopes: [...new Set(own.flatMap(({ scopes = [] }) => scopes))].toSorted(),
      appRoles: [...new Set(own.flatMap(({ appRoles = [] }) => appRoles))].toSorted(),
    });
  });
  return all.filter(({ scopes, appRoles }) => scopes ?? appRoles);
}

function cloudFlow({
  displayName,
  applications,
  identityProviders,
  isSignUpAllowed,
  attributes,
}: FileUserFlow): FileUserFlow {
  return {
    ...compact<FileUserFlow>({
      displayName,
      applications,
      identityProviders,
      attributes: attributes?.map(({ name, label, required }) => ({ name, label, ...(required ? { required } : {}) })),
    }),
    applications: applications.toSorted(),
    identityProviders: identityProviders.toSorted(),
    ...(isSignUpAllowed === false ? { isSignUpAllowed } : {}),
  };
}

function by<T>(key: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (key(a) < key(b) ? -1 : 1);
}

/** Drops properties that are undefined or empty. */
function compact<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  const held: T = Object.create(Object.prototype);
  for (const [name, inner] of Object.entries(value)) {
    if (holdsSomething(inner)) Object.assign(held, { [name]: inner });
  }
  return held;
}

function holdsSomething(value: unknown): boolean {
  if (value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || value === null || Object.values(value).some(holdsSomething);
}
