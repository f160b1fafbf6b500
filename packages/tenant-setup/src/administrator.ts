import { type INetworkModule, PublicClientApplication } from '@azure/msal-node';

/** "Microsoft Graph Command Line Tools", a public client that every tenant knows. */
const clientId = '14d82eec-204b-4c2f-b7e8-296a70dab67e';

/** The least that `register` and `cleanup` need. @see https://learn.microsoft.com/graph/permissions-reference */
const permissions = [
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'DelegatedPermissionGrant.ReadWrite.All',
  'EventListener.ReadWrite.All',
  'Organization.Read.All',
];

export interface AdministratorSignIn {
  /** The tenant's ID, subdomain or a domain of it. */
  tenant: string;
  /** Where work accounts sign in; another host for a national cloud. */
  authority: string;
  /** The service root of Microsoft Graph. */
  graph: string;
  networkClient: INetworkModule;
  print(line: string): void;
}

/**
 * Signs the administrator in by device code, and returns an access token for Microsoft Graph. Nothing is kept.
 *
 * @throws AuthError of MSAL
 */
export async function signInAdministrator(options: AdministratorSignIn): Promise<string> {
  const { tenant, authority, graph, networkClient } = options;
  const name = /^[a-z0-9-]+$/i.test(tenant) && !/^[0-9a-f-]{36}$/i.test(tenant) ? `${tenant}.onmicrosoft.com` : tenant;
  const client = new PublicClientApplication({
    auth: { clientId, authority: new URL(name, authority).href },
    system: { networkClient },
  });
  const result = await client.acquireTokenByDeviceCode({
    scopes: permissions.map((permission) => new URL(permission, graph).href),
    deviceCodeCallback: ({ message }) => options.print(`${message}\nUse an administrator account of ${tenant}.`),
  });
  if (!result) throw new Error('The administrator did not sign in.');
  return result.accessToken;
}
