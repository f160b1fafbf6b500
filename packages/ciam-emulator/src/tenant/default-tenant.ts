import type { TenantConfig } from './model.ts';

const apiAppId = '00001111-aaaa-2222-bbbb-3333cccc4444';
const webAppId = '00001111-aaaa-2222-bbbb-000000000001';
const deviceAppId = '00001111-aaaa-2222-bbbb-000000000002';
const daemonAppId = '00001111-aaaa-2222-bbbb-000000000003';

const scopes = 'ToDoList.Read ToDoList.ReadWrite';

/** The tenant the emulator runs with no configuration at all: `contoso`, with the applications of the samples. */
export const defaultTenant: TenantConfig = {
  tenantId: 'aaaabbbb-0000-cccc-1111-dddd2222eeee',
  subdomain: 'contoso',
  displayName: 'Contoso',
  applications: [
    {
      appId: webAppId,
      displayName: 'Sample web app',
      web: {
        redirectUris: ['http://localhost:3000/auth/redirect', 'http://localhost:3000/'],
        logoutUrl: 'http://localhost:3000/auth/frontchannel-logout',
      },
      passwordCredentials: [{ secretText: 'emulator-only-not-a-secret' }],
      optionalClaims: { idToken: [{ name: 'login_hint' }] },
    },
    {
      appId: deviceAppId,
      displayName: 'Sample device app',
      publicClient: { redirectUris: ['http://localhost'] },
      isFallbackPublicClient: true,
    },
    {
      appId: daemonAppId,
      displayName: 'Sample daemon',
      passwordCredentials: [{ secretText: 'emulator-only-not-a-secret' }],
    },
    {
      appId: apiAppId,
      displayName: 'ToDoList API',
      identifierUris: [`api://${apiAppId}`],
      api: {
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [
          { value: 'ToDoList.Read', adminConsentDisplayName: 'Read users ToDo list' },
          { value: 'ToDoList.ReadWrite', adminConsentDisplayName: 'Read and write users ToDo list' },
        ],
      },
      appRoles: [
        { value: 'ToDoList.Read.All', allowedMemberTypes: ['Application'] },
        { value: 'ToDoList.ReadWrite.All', allowedMemberTypes: ['Application'] },
      ],
      optionalClaims: { accessToken: [{ name: 'idtyp' }] },
    },
  ],
  users: [
    {
      id: '00aa00aa-bb11-cc22-dd33-44ee44ee44ee',
      displayName: 'Ada Lovelace',
      givenName: 'Ada',
      surname: 'Lovelace',
      mail: 'ada@contoso.com',
      password: 'Analytical-Engine-1843',
    },
    {
      id: '11bb11bb-cc22-dd33-ee44-55ff55ff55ff',
      displayName: 'Grace Hopper',
      givenName: 'Grace',
      surname: 'Hopper',
      mail: 'grace@contoso.com',
      password: 'Flow-Matic-1955',
    },
  ],
  userFlows: [
    {
      displayName: 'Sign up and sign in',
      applications: [webAppId, deviceAppId],
      identityProvider: 'EmailPassword',
      attributes: [
        { name: 'displayName', label: 'Display name', required: true },
        { name: 'country', label: 'Country/Region' },
      ],
    },
  ],
  oauth2PermissionGrants: [
    { clientId: webAppId, resourceId: apiAppId, scope: scopes },
    { clientId: deviceAppId, resourceId: apiAppId, scope: scopes },
  ],
  appRoleAssignments: [
    { principalId: daemonAppId, resourceId: apiAppId, appRole: 'ToDoList.Read.All' },
    { principalId: daemonAppId, resourceId: apiAppId, appRole: 'ToDoList.ReadWrite.All' },
  ],
};
