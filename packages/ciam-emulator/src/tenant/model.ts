/**
 * Registration as data, named as Microsoft Graph names it, so that what is learnt here holds for a real tenant.
 * @see https://learn.microsoft.com/graph/api/resources/application
 */
export interface TenantConfig {
  /** Directory (tenant) id, a GUID. */
  tenantId: string;
  /** `contoso` of contoso.onmicrosoft.com and contoso.ciamlogin.com. */
  subdomain: string;
  displayName: string;
  branding?: Branding;
  applications: Application[];
  users: User[];
  /**
   * Seconds that access tokens and ID tokens live; 3599 when absent, and for users' access tokens up to half an hour more. MSAL serves no token from its cache that has less than
   * 300 left, so 310 makes it ask again after ten.
   * @see https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes
   */
  accessTokenLifetime?: number;
  /** Seconds that a device waits between two polls; 5 when absent. */
  deviceCodeInterval?: number;
  /** Whether users are asked if they want to stay signed in when the browser ends; `true` when absent. */
  staySignedIn?: boolean;
  /** How customers sign up and sign in; an application without one has e-mail with password and no sign-up attributes. */
  userFlows?: UserFlow[];
  /** Admin consent: the delegated permissions that each application may use, by API. */
  oauth2PermissionGrants?: PermissionGrant[];
  appRoleAssignments?: AppRoleAssignment[];
  /** What a user needs beyond a password, and what no user may open. */
  conditionalAccessPolicies?: ConditionalAccessPolicy[];
}

/** How the sign-in pages look. */
interface Branding {
  /** `#rrggbb`, for buttons and links; pages darken or lighten it where text would be hard to read. */
  accentColor?: string;
  /** An image as a data: URI; pages load nothing from elsewhere. */
  logo?: string;
}

export interface Application {
  /** Application (client) id, a GUID. */
  appId: string;
  displayName: string;
  /** Object id of the service principal: `oid` and `sub` of app-only tokens. Derived from appId when absent. */
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
    /** 1 when absent or null. */
    requestedAccessTokenVersion?: 1 | 2 | null;
    oauth2PermissionScopes?: PermissionScope[];
  };
  appRoles?: AppRole[];
  /** Only assigned apps and users receive tokens for this application. */
  appRoleAssignmentRequired?: boolean;
  /** Seconds that access tokens for this API, and ID tokens for this client, live; as in the whole tenant when absent. */
  accessTokenLifetime?: number;
  /** Cuts the sign-in pages off from the window that opened them: `Cross-Origin-Opener-Policy: same-origin`. Popups need it off. */
  coopEnforcement?: boolean;
  /** Those of `saml2Token` are kept and never looked at. */
  optionalClaims?: { idToken?: OptionalClaim[]; accessToken?: OptionalClaim[]; saml2Token?: OptionalClaim[] };
}

interface PasswordCredential {
  secretText: string;
  /** ISO 8601; never expires when absent. */
  endDateTime?: string;
}

interface KeyCredential {
  displayName?: string;
  /** The certificate in PEM. */
  certificate: string;
}

/**
 * Lets tokens of another issuer stand for a client secret.
 * @see https://learn.microsoft.com/graph/api/resources/federatedidentitycredential
 */
interface FederatedIdentityCredential {
  name: string;
  /** `iss` of those tokens, where their discovery document lies: https, or http on this machine. */
  issuer: string;
  /** `sub`, compared letter by letter. */
  subject: string;
  /** `aud`: `api://AzureADTokenExchange` by custom. */
  audiences: string[];
}

interface PermissionScope {
  /** Short name, as in `scp`. */
  value: string;
  adminConsentDisplayName?: string;
}

interface AppRole {
  /** As in `roles`. */
  value: string;
  displayName?: string;
  allowedMemberTypes: ('Application' | 'User')[];
}

export interface OptionalClaim {
  /** `email`, `groups`, `login_hint`…, or the name of a custom attribute; `idtyp` for app-only access tokens. */
  name: string;
  /** Kept and never looked at, like the two below: claims that a user lacks are left out in any case. */
  essential?: boolean;
  source?: string | null;
  additionalProperties?: string[];
}

export interface User {
  /** Object id, a GUID: `oid`. Made up when absent. */
  id?: string;
  displayName: string;
  /** The e-mail address the user signs in with. */
  mail: string;
  /** Absent: the user signs in with an e-mailed one-time passcode. */
  password?: string;
  accountEnabled?: boolean;
  /** Object ids of the groups the user is in. */
  groups?: string[];
  givenName?: string;
  surname?: string;
  country?: string;
  /** Where codes of a second factor can be texted: `+15550100`. */
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
  /** E-mail with a password, or with a one-time passcode each time. */
  identityProvider: 'EmailPassword' | 'EmailOneTimePasscode';
  /** Whether customers can create an account themselves; they can by default. */
  isSignUpAllowed?: boolean;
  /** What sign-up asks for. */
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
      /** appIds of clients or APIs, or `All`; authentication contexts, `c1` to `c99`, that apps demand by `claims`. */
      includeApplications?: string[];
      excludeApplications?: string[];
      includeAuthenticationContextClassReferences?: string[];
    };
    /** Sign-ins by these user flows, by display name; Graph has no such condition. */
    userFlows?: { includeUserFlows: string[] };
  };
  /** A second factor, or no way in. */
  grantControls: { builtInControls: ('mfa' | 'block')[] };
}
