import type { Application } from './model.ts';

/** Microsoft Graph as an API: access tokens are for it if only OpenID scopes were requested. */
export const graphApplication: Application = {
  appId: '00000003-0000-0000-c000-000000000000',
  displayName: 'Microsoft Graph',
  identifierUris: ['https://graph.microsoft.com'],
  api: {
    requestedAccessTokenVersion: 1,
    oauth2PermissionScopes: [
      { value: 'User.Read', adminConsentDisplayName: 'Sign in and read user profile' },
      { value: 'User.ReadWrite', adminConsentDisplayName: 'Read and write access to user profile' },
      { value: 'User.ReadBasic.All', adminConsentDisplayName: "Read all users' basic profiles" },
      { value: 'User.Read.All', adminConsentDisplayName: "Read all users' full profiles" },
      { value: 'openid' },
      { value: 'profile' },
      { value: 'email' },
      { value: 'offline_access' },
    ],
  },
  appRoles: [
    { value: 'User.Read.All', displayName: "Read all users' full profiles", allowedMemberTypes: ['Application'] },
  ],
};

/** The scopes of Microsoft Graph that a new registration may use without an administrator's consent. */
export const usualGraphScopes: readonly string[] = ['User.Read', 'offline_access'];
