import type { Application, ConditionalAccessPolicy, OptionalClaim, User } from './model.ts';

/**
 * `tenant.json`: the desired state of a tenant, in Microsoft Graph's terms. The local tenant runs it, and
 * `pnpm tenant register` applies it to a real one. Texts may contain `${VARIABLE:-default}`.
 */
export interface TenantFile {
  $schema?: string;
  /** Marks everything that `register` creates, so that it can be found again: a tag, and the prefix of unique names. */
  name: string;
  applications: FileApplication[];
  userFlows?: FileUserFlow[];
  branding?: FileBranding;
  /** Settings for the local tenant only. */
  local?: LocalPart;
}

export interface FileApplication {
  /** The name that the rest of the file uses. */
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
  /** The permissions for each API, granted by the administrator. */
  permissions?: FilePermission[];
  /** The variables in `.env` that `register` writes, and the folder of the program that reads them. */
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
  /** The program's folder, relative to the folder of this file. Its `.env` overrides the one beside this file. */
  folder?: string;
  clientId?: string;
  clientSecret?: string;
  clientCertificate?: string;
  federatedTokenFile?: string;
  /** The variable with the scope that the app requests. Removed if it names an API of another tenant. */
  scope?: string;
  /** Variables that get a random value if they are empty. */
  random?: string[];
}

export interface FileUserFlow {
  displayName: string;
  /** Names of applications. */
  applications: string[];
  /** IDs in Graph's form: `EmailPassword-OAUTH`, `EmailOtpSignup-OAUTH`, `Google-OAUTH`, … */
  identityProviders: string[];
  /** Default: true. */
  isSignUpAllowed?: boolean;
  /** The attributes that sign-up asks for besides the email address. */
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

/** Never applied to a real tenant. */
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
  /** The ID of a user. */
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
