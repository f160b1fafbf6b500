/**
 * The resources of Microsoft Graph v1.0 that are read and written. @see
 * https://learn.microsoft.com/graph/api/resources/application
 */
export interface Application {
  id: string;
  appId: string;
  displayName: string;
  /** Can be set only at creation. */
  uniqueName?: string | null;
  createdDateTime?: string | null;
  /** The client ID of the program that created it. */
  createdByAppId?: string | null;
  tags?: string[] | null;
  signInAudience?: string | null;
  identifierUris?: string[];
  isFallbackPublicClient?: boolean | null;
  api?: { requestedAccessTokenVersion?: number | null; oauth2PermissionScopes?: PermissionScope[] } | null;
  appRoles?: AppRole[];
  web?: Platform & {
    logoutUrl?: string | null;
    implicitGrantSettings?: { enableIdTokenIssuance?: boolean | null } | null;
  };
  spa?: Platform | null;
  publicClient?: Platform | null;
  optionalClaims?: { idToken?: OptionalClaim[]; accessToken?: OptionalClaim[]; saml2Token?: OptionalClaim[] } | null;
  requiredResourceAccess?: RequiredResourceAccess[];
  passwordCredentials?: PasswordCredential[];
  keyCredentials?: KeyCredential[];
}

interface Platform {
  redirectUris?: string[];
}

export interface RequiredResourceAccess {
  resourceAppId: string;
  resourceAccess: { id: string; type: 'Scope' | 'Role' }[];
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

/** A permission that an app has as itself, in the `roles` claim. */
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
  essential?: boolean;
  source?: string | null;
  additionalProperties?: string[];
}

export interface PasswordCredential {
  keyId: string;
  displayName?: string | null;
  /** The first characters of the secret. */
  hint?: string | null;
  endDateTime?: string | null;
  /** Only in the response that creates it. */
  secretText?: string | null;
}

export interface KeyCredential {
  keyId?: string;
  type: 'AsymmetricX509Cert';
  usage: 'Verify';
  displayName?: string | null;
  /** The thumbprint, unless it was set to another value. */
  customKeyIdentifier?: string | null;
  /** The certificate in DER, base64. Null in lists. */
  key?: string | null;
  startDateTime?: string | null;
  endDateTime?: string | null;
}

/** @see https://learn.microsoft.com/graph/api/resources/federatedidentitycredential */
export interface FederatedCredential {
  id: string;
  name: string;
  issuer: string;
  subject: string;
  audiences: string[];
}

export interface ServicePrincipal {
  id: string;
  appId: string;
  accountEnabled?: boolean | null;
  appRoleAssignmentRequired?: boolean | null;
  oauth2PermissionScopes?: PermissionScope[];
  appRoles?: AppRole[];
}

/** A person or a program. */
export interface DirectoryObject {
  id: string;
  displayName?: string | null;
  userPrincipalName?: string | null;
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

/** @see https://learn.microsoft.com/graph/api/resources/externalusersselfservicesignupeventsflow */
export interface UserFlow {
  id: string;
  displayName: string;
  description?: string | null;
  onInteractiveAuthFlowStart?: { isSignUpAllowed?: boolean } | null;
  onAuthenticationMethodLoadStart?: { identityProviders?: { id: string }[] } | null;
  onAttributeCollection?: {
    attributes?: { id: string; displayName?: string | null; userFlowAttributeType?: string | null }[];
    attributeCollectionPage?: { views?: AttributeView[] } | null;
  } | null;
}

/** A page of the sign-up. Only its fields matter here. */
interface AttributeView {
  title?: string | null;
  description?: string | null;
  inputs?: AttributeInput[];
}

export interface AttributeInput {
  attribute: string;
  label: string;
  inputType: string;
  hidden?: boolean;
  editable?: boolean;
  writeToDirectory?: boolean;
  required?: boolean;
  validationRegEx?: string | null;
}

/** @see https://learn.microsoft.com/graph/api/resources/organizationalbranding */
export interface Branding {
  backgroundColor?: string | null;
  signInPageText?: string | null;
  usernameHintText?: string | null;
}

export interface Organization {
  id: string;
  displayName: string;
  tenantType?: string | null;
  verifiedDomains?: { name: string; isInitial: boolean }[];
}
