import { createHash, X509Certificate } from 'node:crypto';
import { defaultTenant, makeCertificate, type TenantConfig } from '../src/index.ts';

export const { key: clientKey, cert: clientCertificate } = await makeCertificate({ commonName: 'test' });
/** SHA-256 of the certificate, as `x5t#S256` carries it. */
export const clientThumbprint: string = createHash('sha256')
  .update(new X509Certificate(clientCertificate).raw)
  .digest('base64url');
export const clientSecret = 'emulator-only-not-a-secret';

const id = (last: string) => `00001111-aaaa-2222-bbbb-0000000000${last}`;
export const ids = {
  web: id('01'),
  device: id('02'),
  daemon: id('03'),
  api: '00001111-aaaa-2222-bbbb-3333cccc4444',
  certificate: id('10'),
  expired: id('11'),
  singlePage: id('12'),
  hybrid: id('13'),
  assigned: id('14'),
  closedApi: id('15'),
  olderApi: id('16'),
  mixed: id('17'),
  withoutCredentials: id('18'),
};
export const redirectUri = 'http://localhost:3000/auth/redirect';
export const [ada, grace] = defaultTenant.users;
/** `login_hint` of ada, as her ID tokens carry it. */
export const adaHint: string = `O.${Buffer.from(ada?.id ?? '').toString('base64url')}`;

/** The default tenant, and an application for every case that it has none for. */
export const testTenant: TenantConfig = {
  ...defaultTenant,
  deviceCodeInterval: 1,
  applications: [
    ...defaultTenant.applications,
    {
      appId: ids.certificate,
      displayName: 'Daemon with a certificate',
      keyCredentials: [{ certificate: clientCertificate }],
    },
    {
      appId: ids.expired,
      displayName: 'Daemon with an expired secret',
      passwordCredentials: [{ secretText: clientSecret, endDateTime: '2020-01-01T00:00:00Z' }],
    },
    { appId: ids.singlePage, displayName: 'Single-page app', spa: { redirectUris: ['http://localhost:5000/'] } },
    {
      appId: ids.hybrid,
      displayName: 'Hybrid web app',
      web: { redirectUris: [redirectUri], implicitGrantSettings: { enableIdTokenIssuance: true } },
      passwordCredentials: [{ secretText: clientSecret }],
      optionalClaims: { idToken: [{ name: 'email' }, { name: 'auth_time' }, { name: 'acct' }, { name: 'groups' }] },
    },
    {
      appId: ids.assigned,
      displayName: 'App for assigned users',
      web: { redirectUris: [redirectUri] },
      passwordCredentials: [{ secretText: clientSecret }],
      appRoleAssignmentRequired: true,
      appRoles: [{ value: 'Tester', allowedMemberTypes: ['User'] }],
    },
    {
      appId: ids.mixed,
      displayName: 'Web app with a console',
      web: { redirectUris: [redirectUri] },
      publicClient: { redirectUris: ['http://localhost/console'] },
      passwordCredentials: [{ secretText: clientSecret }],
    },
    {
      appId: ids.withoutCredentials,
      displayName: 'Web app without credentials',
      web: { redirectUris: [redirectUri] },
    },
    {
      appId: ids.closedApi,
      displayName: 'API for assigned apps',
      identifierUris: [`api://${ids.closedApi}`],
      appRoleAssignmentRequired: true,
      api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [{ value: 'Closed.Read' }] },
      appRoles: [
        { value: 'Closed.Read.All', allowedMemberTypes: ['Application'] },
        { value: 'Reader', allowedMemberTypes: ['User'] },
      ],
    },
    {
      appId: ids.olderApi,
      displayName: 'API that takes tokens of version 1',
      identifierUris: [`api://${ids.olderApi}`],
      api: { requestedAccessTokenVersion: 1, oauth2PermissionScopes: [{ value: 'Older.Read' }] },
    },
  ],
  users: [
    { ...defaultTenant.users[0], displayName: 'Ada Lovelace', mail: 'ada@contoso.com', groups: [id('99')] },
    ...defaultTenant.users.slice(1),
  ],
  oauth2PermissionGrants: [
    ...(defaultTenant.oauth2PermissionGrants ?? []),
    { clientId: ids.web, resourceId: ids.olderApi, scope: 'Older.Read' },
    { clientId: ids.singlePage, resourceId: ids.api, scope: 'ToDoList.Read' },
  ],
  appRoleAssignments: [
    ...(defaultTenant.appRoleAssignments ?? []),
    { principalId: ada?.id ?? '', resourceId: ids.assigned, appRole: 'Tester' },
  ],
};
