/**
 * The configuration of a tenant, in Microsoft Graph's terms, so that what you learn here also applies to a real tenant.
 * @see https://learn.microsoft.com/graph/api/resources/application
 */
export interface TenantConfig {
  /** The directory (tenant) ID, a GUID. */
  tenantId: string;
  /** `contoso` of contoso.onmicrosoft.com and contoso.ciamlogin.com. */
  subdomain: string;
  displayName: string;
  branding?: Branding;
  applications: Application[];
  users: User[];
  /**
   * The lifetime of access tokens and ID tokens, in seconds. Default: 3599, and up to half an hour more for users'
   * access tokens. MSAL ignores a cached token with less than 300 seconds left, so 310 makes it ask again after ten.
   * @see https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes
   */
  accessTokenLifetime?: number;
  /** The polling interval of devices, in seconds. Default: 5. */
  deviceCodeInterval?: number;
  /** Whether users are asked to stay signed in. Default: true. */
  staySignedIn?: boolean;
  /** How customers sign up and in. Default: email with password, without sign-up attributes. */
  userFlows?: UserFlow[];
  /** The administrator's consent: the delegated permissions of each application, by API. */
  oauth2PermissionGrants?: PermissionGrant[];
  appRoleAssignments?: AppRoleAssignment[];
  /** Which sign-ins need a second factor, and which are blocked. */
  conditionalAccessPolicies?: ConditionalAccessPolicy[];
}

/** How the sign-in pages look. */
interface Branding {
  /** The color of buttons and links, as `#rrggbb`. Pages darken or lighten it if text would be hard to read. */
  accentColor?: string;
  /** An image as a data: URI, because pages load nothing from other sites. */
  logo?: string;
}

export interface Application {
  /** Application (client) ID, a GUID. */
  appId: string;
  displayName: string;
  /** The object ID of the service principal: `oid` and `sub` of app-only tokens. Default: derived from appId. */
  servicePrincipalId?: string;
  /** `logoutUrl` is the front-channel logout URL. */
  web?: {
    redirectUris: string[];
    logoutUrl?: string;
    /** Whether the authorization endpoint may hand out ID tokens (`response_type=id_token` and `code id_token`). */
    implicitGrantSettings?: { enableIdTokenIssuance?: boolean };
  };
  spa?: { redirectUris: string[] };
  publicClient?: { redirectUris: string[] };
  /** "Allow public client flows": the device code flow and no credential at the token endpoint. */
  isFallbackPublicClient?: boolean;
  passwordCredentials?: PasswordCredential[];
  keyCredentials?: KeyCredential[];
  federatedIdentityCredentials?: FederatedIdentityCredential[];
  /** Application ID URIs, such as `api://<appId>`. */
  identifierUris?: string[];
  api?: {
    /** Default: 1. */
    requestedAccessTokenVersion?: 1 | 2 | null;
    oauth2PermissionScopes?: PermissionScope[];
  };
  appRoles?: AppRole[];
  /** Only assigned apps and users receive tokens for this application. */
  appRoleAssignmentRequired?: boolean;
  /** The lifetime of access tokens for this API and ID tokens for this client, in seconds. Default: the tenant's. */
  accessTokenLifetime?: number;
  /** Sends `Cross-Origin-Opener-Policy: same-origin` with the sign-in pages. Popups need it off. */
  coopEnforcement?: boolean;
  /** The claims of `saml2Token` are kept but not used. */
  optionalClaims?: { idToken?: OptionalClaim[]; accessToken?: OptionalClaim[]; saml2Token?: OptionalClaim[] };
}

interface PasswordCredential {
  secretText: string;
  /** The expiry, in ISO 8601. Default: never. */
  endDateTime?: string;
}

interface KeyCredential {
  displayName?: string;
  /** The certificate in PEM. */
  certificate: string;
}

/**
 * Accepts tokens of another issuer instead of a client secret.
 * @see https://learn.microsoft.com/graph/api/resources/federatedidentitycredential
 */
interface FederatedIdentityCredential {
  name: string;
  /** The `iss` of the tokens, where the issuer's discovery document is: https, or http on this machine. */
  issuer: string;
  /** The `sub` of the tokens, compared character by character. */
  subject: string;
  /** The `aud` of the tokens, usually `api://AzureADTokenExchange`. */
  audiences: string[];
}

interface PermissionScope {
  /** Short name, as in `scp`. */
  value: string;
  adminConsentDisplayName?: string;
}

interface AppRole {
  /** The value in `roles`. */
  value: string;
  displayName?: string;
  allowedMemberTypes: ('Application' | 'User')[];
}

export interface OptionalClaim {
  /** `email`, `groups`, `login_hint`…, or the name of a custom attribute; `idtyp` for app-only access tokens. */
  name: string;
  /** Kept but not used, like the two below: claims that a user lacks are left out anyway. */
  essential?: boolean;
  source?: string | null;
  additionalProperties?: string[];
}

export interface User {
  /** The object ID, a GUID: `oid`. Default: random. */
  id?: string;
  displayName: string;
  /** The email address the user signs in with. */
  mail: string;
  /** Absent for a user who signs in with an emailed one-time passcode. */
  password?: string;
  accountEnabled?: boolean;
  /** Object IDs of the groups the user is in. */
  groups?: string[];
  givenName?: string;
  surname?: string;
  country?: string;
  /** The phone number for codes of the second factor: `+15550100`. */
  mobilePhone?: string;
  postalCode?: string;
  /** Custom attributes collected at sign-up. */
  attributes?: Record<string, string>;
}

/** @see https://learn.microsoft.com/graph/api/resources/authenticationeventsflow */
export interface UserFlow {
  displayName: string;
  /** appIds of the applications that use it. */
  applications: string[];
  /** Email with a password, or with a one-time passcode for each sign-in. */
  identityProvider: 'EmailPassword' | 'EmailOneTimePasscode';
  /** Whether customers can create an account themselves. Default: true. */
  isSignUpAllowed?: boolean;
  /** The attributes that sign-up asks for. */
  attributes?: SignUpAttribute[];
}

export interface SignUpAttribute {
  /** `displayName`, `givenName`, `surname`, `country`, `postalCode`, or the name of a custom attribute. */
  name: string;
  label: string;
  required?: boolean;
}

/** `clientId` and `resourceId` are the appIds of the client and the API. */
export interface PermissionGrant {
  clientId: string;
  resourceId: string;
  /** Short scope names, space-separated. */
  scope: string;
}

export interface AppRoleAssignment {
  /** appId of an application, or id of a user. */
  principalId: string;
  /** appId of the API. */
  resourceId: string;
  /** `value` of the role. */
  appRole: string;
}

/** @see https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy */
export interface ConditionalAccessPolicy {
  displayName?: string;
  conditions: {
    applications?: {
      /** appIds of clients or APIs, `All`, or authentication contexts (`c1` to `c99`) that `claims` requests. */
      includeApplications?: string[];
      excludeApplications?: string[];
      includeAuthenticationContextClassReferences?: string[];
    };
    /** Limits the policy to sign-ins with these user flows, by display name. Graph has no such condition. */
    userFlows?: { includeUserFlows: string[] };
  };
  /** Requires a second factor, or blocks the sign-in. */
  grantControls: { builtInControls: ('mfa' | 'block')[] };
}
