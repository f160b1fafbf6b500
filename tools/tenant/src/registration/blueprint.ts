import type { Application, AppRole, OptionalClaim, PermissionScope } from '../graph/resources.ts';

/** On everything that `register` makes, so that it is found again whatever its name, and nothing else is ever touched. */
export const tag = 'external-id-samples';

export type AppKey = 'api' | 'device-code' | 'web-app' | 'daemon';
export const appKeys: readonly AppKey[] = ['api', 'device-code', 'web-app', 'daemon'];

/** The tag of one application. */
export function tagOf(key: AppKey): string {
  return `${tag}:${key}`;
}

export const displayNames: Record<AppKey, string> = {
  api: 'External ID samples: ToDoList API',
  'device-code': 'External ID samples: device code app',
  'web-app': 'External ID samples: web app',
  daemon: 'External ID samples: daemon',
};

/** Apps whose users sign up and sign in, and so need consent to openid and a user flow. */
export const signsUsersIn: readonly AppKey[] = ['device-code', 'web-app'];
/** Apps that prove who they are with a secret or a certificate. */
export type ConfidentialKey = 'web-app' | 'daemon';
export const confidential: readonly ConfidentialKey[] = ['web-app', 'daemon'];

/** The prefix of an app's variables in `.env`. */
export const environmentPrefix: Record<AppKey, string> = {
  api: 'API',
  'device-code': 'DEVICE_CODE',
  'web-app': 'WEB_APP',
  daemon: 'DAEMON',
};

/** Microsoft Graph in every tenant, and its permissions. @see https://learn.microsoft.com/graph/permissions-reference */
export const microsoftGraph = {
  appId: '00000003-0000-0000-c000-000000000000',
  scopes: {
    openid: '37f7f235-527c-4136-accd-4a02d197296e',
    offline_access: '7427e0e9-2fba-42fe-b0c0-848c9e6a8182',
  },
} as const;
export const consentedScopes: readonly string[] = Object.keys(microsoftGraph.scopes);

const readDescription = 'Allows the app to read the to-dos of the signed-in user.';
const writeDescription = 'Allows the app to read, add, change and delete the to-dos of the signed-in user.';
const readAllDescription = 'Allows the app to read the to-dos of every user.';
const writeAllDescription = 'Allows the app to read, add, change and delete the to-dos of every user.';

/** Delegated permissions of the ToDoList API. Their IDs need only be unique within the application. */
const scopes: PermissionScope[] = [
  scope('5b2a1c6e-3f0d-4c8b-9a57-0d1e6f2a7b31', 'ToDoList.Read', readDescription),
  scope('c1f7d0a4-8e2b-4d96-b3c5-7a9e4f108d52', 'ToDoList.ReadWrite', writeDescription),
];

/** Application permissions of the ToDoList API. */
const roles: AppRole[] = [
  role('e8a3b97d-41c6-4f2e-8d05-b6c92a7f1e63', 'ToDoList.Read.All', readAllDescription),
  role('9d64f2b0-7a1c-4e38-a9f7-3c5d80e1b274', 'ToDoList.ReadWrite.All', writeAllDescription),
];
export const roleValues: readonly string[] = roles.map(({ value }) => value);

/** Where people find the web app. */
export interface WebAddresses {
  redirectUri: string;
  postLogoutRedirectUri: string;
}

/** What is known of the API when an app that calls it is described; at planning time it may not exist yet. */
export interface ApiReference {
  appId: string;
  appRoles: Pick<AppRole, 'id' | 'value'>[];
}

export type WantedApplication = Omit<Application, 'id' | 'appId' | 'passwordCredentials' | 'keyCredentials'>;

/** The API before it exists, for a plan. */
export const plannedApi: ApiReference = { appId: '', appRoles: roles };

/**
 * What an application should be. `own` is its client ID, which the Application ID URI of the API contains.
 *
 * @see https://learn.microsoft.com/entra/external-id/customers/how-to-register-ciam-app
 */
export function wantedApplication(
  key: AppKey,
  context: { own?: string | undefined; api: ApiReference; web: WebAddresses },
): WantedApplication {
  const base = { displayName: displayNames[key], tags: [tag, tagOf(key)], signInAudience: 'AzureADMyOrg' };
  const signIn = {
    resourceAppId: microsoftGraph.appId,
    resourceAccess: Object.values(microsoftGraph.scopes).map((id) => ({ id, type: 'Scope' as const })),
  };
  const logoutUrl = frontChannelLogoutUri(context.web);
  switch (key) {
    case 'api':
      return {
        ...base,
        ...(context.own ? { identifierUris: [`api://${context.own}`] } : {}),
        api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: scopes },
        appRoles: roles,
        // Tells a token of an app from a token of a user. Not in tokens by default.
        optionalClaims: { accessToken: [claim('idtyp')] },
      };
    case 'device-code':
      return { ...base, isFallbackPublicClient: true, requiredResourceAccess: [signIn] };
    case 'web-app':
      return {
        ...base,
        web: {
          // Entra returns a user after sign-out to registered addresses only.
          redirectUris: [context.web.redirectUri, context.web.postLogoutRedirectUri],
          ...(logoutUrl ? { logoutUrl } : {}),
        },
        // login_hint becomes the logout_hint that spares people the account picker; sid names the session to end.
        optionalClaims: { idToken: [claim('login_hint'), claim('sid')] },
        requiredResourceAccess: [signIn],
      };
    case 'daemon':
    default:
      return {
        ...base,
        requiredResourceAccess: [
          {
            resourceAppId: context.api.appId,
            resourceAccess: context.api.appRoles
              .filter(({ value }) => roleValues.includes(value))
              .map(({ id }) => ({ id, type: 'Role' as const })),
          },
        ],
      };
  }
}

/** Where Entra tells the web app that its user signed out elsewhere; it takes https only, so undefined for `http:`. */
export function frontChannelLogoutUri({ redirectUri }: WebAddresses): string | undefined {
  return redirectUri.startsWith('https:') ? new URL('/auth/frontchannel-logout', redirectUri).href : undefined;
}

function scope(id: string, value: string, description: string): PermissionScope {
  return {
    id,
    value,
    type: 'Admin',
    isEnabled: true,
    adminConsentDisplayName: value,
    adminConsentDescription: description,
  };
}

function role(id: string, value: string, description: string): AppRole {
  return { id, value, displayName: value, description, isEnabled: true, allowedMemberTypes: ['Application'] };
}

function claim(name: string): OptionalClaim {
  return { name, essential: false };
}
