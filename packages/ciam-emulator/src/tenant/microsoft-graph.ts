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
      { value: 'offline_access' },
    ],
  },
};
