import type { Application, ConditionalAccessPolicy, OptionalClaim, User } from './model.ts';

/**
 * `tenant.json`: a tenant as it should be, in Microsoft Graph's words. The local tenant runs it, and
 * `pnpm tenant register` applies it to a real one. Texts may contain `${VARIABLE:-default}`.
 */
export interface TenantFile {
  $schema?: string;
  /** Marks everything that `register` makes, so that it is found again: a tag, and the start of unique names. */
  name: string;
  applications: FileApplication[];
  userFlows?: FileUserFlow[];
  branding?: FileBranding;
  /** What only the local tenant reads. */
  local?: LocalPart;
}

export interface FileApplication {
  /** What the rest of the file calls it. */
  name: string;
  displayName: string;
  web?: NonNullable<Application['web']>;
  spa?: NonNullable<Application['spa']>;
  publicClient?: NonNullable<Application['publicClient']>;
  isFallbackPublicClient?: boolean;
  /** `{appId}` stands for the application (client) ID. */
  identifierUris?: string[];
  api?: { requestedAccessTokenVersion?: 1 | 2 | null; oauth2PermissionScopes?: FileScope[] };
  appRoles?: FileAppRole[];
  appRoleAssignmentRequired?: boolean;
  optionalClaims?: { idToken?: OptionalClaim[]; accessToken?: OptionalClaim[]; saml2Token?: OptionalClaim[] };
  federatedIdentityCredentials?: NonNullable<Application['federatedIdentityCredentials']>;
  /** What it may do at which API, granted by the administrator. */
  permissions?: FilePermission[];
  /** Which variables of `.env` receive what, and where the program reads its own. */
  env?: FileEnvironment;
}

interface FileScope {
  value: string;
  adminConsentDisplayName?: string;
  adminConsentDescription?: string;
}

interface FileAppRole {
  value: string;
  displayName?: string;
  description?: string;
  allowedMemberTypes: ('Application' | 'User')[];
}

export interface FilePermission {
  /** The name of an application of this file, `Microsoft Graph`, or the application ID of another API. */
  resource: string;
  scopes?: string[];
  appRoles?: string[];
}

export interface FileEnvironment {
  /** The program's folder, from the folder of this file; its `.env` wins over the one beside this file. */
  folder?: string;
  clientId?: string;
  clientSecret?: string;
  clientCertificate?: string;
  federatedTokenFile?: string;
  /** Holds the scope that the app asks for; taken out when it names an API of another tenant. */
  scope?: string;
  /** Filled with random characters when empty. */
  random?: string[];
}

export interface FileUserFlow {
  displayName: string;
  /** Names of applications. */
  applications: string[];
  /** IDs as Graph has them: `EmailPassword-OAUTH`, `EmailOtpSignup-OAUTH`, `Google-OAUTH`, … */
  identityProviders: string[];
  /** `true` when absent. */
  isSignUpAllowed?: boolean;
  /** What sign-up asks for, beside the e-mail address. */
  attributes?: FileAttribute[];
}

export interface FileAttribute {
  /** `displayName`, `country`, … or the name of a custom attribute. */
  name: string;
  label: string;
  required?: boolean;
}

/** @see https://learn.microsoft.com/graph/api/resources/organizationalbranding */
export interface FileBranding {
  backgroundColor?: string;
  signInPageText?: string;
  usernameHintText?: string;
}

/** Nothing of this is applied to a real tenant. */
interface LocalPart {
  tenantId?: string;
  subdomain?: string;
  displayName?: string;
  accessTokenLifetime?: number;
  deviceCodeInterval?: number;
  staySignedIn?: boolean;
  /** An image as a data: URI. */
  logo?: string;
  /** By name. */
  applications?: Record<string, LocalApplication>;
  users?: User[];
  conditionalAccessPolicies?: ConditionalAccessPolicy[];
  /** App roles of users; those of applications are among their permissions. */
  appRoleAssignments?: LocalAssignment[];
}

interface LocalAssignment {
  /** The id of a user. */
  principalId: string;
  /** The name of an application of this file. */
  resource: string;
  appRole: string;
}

export interface LocalApplication {
  appId?: string;
  servicePrincipalId?: string;
  secret?: string;
  /** In PEM. */
  certificate?: string;
  /** More secrets, or some that end. */
  passwordCredentials?: NonNullable<Application['passwordCredentials']>;
  /** More certificates. */
  keyCredentials?: NonNullable<Application['keyCredentials']>;
  accessTokenLifetime?: number;
  coopEnforcement?: boolean;
}

export const microsoftGraphName = 'Microsoft Graph';
