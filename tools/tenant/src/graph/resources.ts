/** What is read and written of Microsoft Graph v1.0. @see https://learn.microsoft.com/graph/api/resources/application */
export interface Application {
  id: string;
  appId: string;
  displayName: string;
  tags?: string[] | null;
  signInAudience?: string | null;
  identifierUris?: string[];
  isFallbackPublicClient?: boolean | null;
  api?: { requestedAccessTokenVersion?: number | null; oauth2PermissionScopes?: PermissionScope[] } | null;
  appRoles?: AppRole[];
  web?: { redirectUris?: string[]; logoutUrl?: string | null } | null;
  optionalClaims?: { idToken?: OptionalClaim[]; accessToken?: OptionalClaim[] } | null;
  requiredResourceAccess?: { resourceAppId: string; resourceAccess: { id: string; type: 'Scope' | 'Role' }[] }[];
  passwordCredentials?: PasswordCredential[];
  keyCredentials?: KeyCredential[];
}

/** A permission that a user grants, in the `scp` claim. */
export interface PermissionScope {
  id: string;
  value: string;
  type: 'User' | 'Admin';
  isEnabled: boolean;
  adminConsentDisplayName: string;
  adminConsentDescription: string;
}

/** A permission that an app holds by itself, in the `roles` claim. */
export interface AppRole {
  id: string;
  value: string;
  displayName: string;
  description: string;
  isEnabled: boolean;
  allowedMemberTypes: string[];
}

export interface OptionalClaim {
  name: string;
  essential: boolean;
  additionalProperties?: string[];
}

export interface PasswordCredential {
  keyId: string;
  displayName?: string | null;
  /** The first characters of the secret. */
  hint?: string | null;
  endDateTime?: string | null;
  /** Only in the answer that creates it. */
  secretText?: string | null;
}

export interface KeyCredential {
  keyId?: string;
  type: 'AsymmetricX509Cert';
  usage: 'Verify';
  displayName?: string | null;
  /** The thumbprint, unless it was set to something else. */
  customKeyIdentifier?: string | null;
  /** The certificate in DER, base64; null in a list. */
  key?: string | null;
}

export interface ServicePrincipal {
  id: string;
  appId: string;
}

/** Admin consent to delegated permissions. */
export interface PermissionGrant {
  id: string;
  clientId: string;
  resourceId: string;
  consentType: string;
  /** Space-separated. */
  scope?: string | null;
}

export interface RoleAssignment {
  id: string;
  appRoleId: string;
  principalId: string;
  resourceId: string;
}

export interface UserFlow {
  id: string;
  displayName: string;
  description?: string | null;
}

export interface Organization {
  id: string;
  displayName: string;
  tenantType?: string | null;
  verifiedDomains?: { name: string; isInitial: boolean }[];
}
