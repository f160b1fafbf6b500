import type { Application } from './model.ts';

/** Microsoft Graph as a resource: what an access token is for when only OpenID scopes were asked. */
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

/** What a new registration may ask of Microsoft Graph without a word of its administrator. */
export const usualGraphScopes: readonly string[] = ['User.Read', 'offline_access'];
