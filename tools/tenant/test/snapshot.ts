import type { Directory, Item } from './graph-stand-in/directory.ts';
import { attachedTo } from './graph-stand-in/permission-rules.ts';
import type { Json } from './graph-stand-in/validation.ts';

/** What a tenant holds, in terms that are the same in every run: tags instead of IDs, and how many secrets there are. */
export function contents(directory: Directory): Json {
  const applications = directory.everything('applications');
  const name = (application: Item | undefined): string =>
    (application?.['tags'] as string[] | undefined)?.[1]?.split(':')[1] ?? 'microsoft-graph';
  const byAppId = (appId: unknown): string => name(applications.find((item) => item['appId'] === appId));
  const byPrincipal = (id: unknown): string =>
    byAppId(directory.everything('servicePrincipals').find((item) => item.id === id)?.['appId']);
  const known = (resourceAppId: unknown, id: unknown): unknown => {
    const api = applications.find(({ appId }) => appId === resourceAppId);
    const scopes = api
      ? (api['api'] as Json)['oauth2PermissionScopes']
      : directory.graphPrincipal['oauth2PermissionScopes'];
    const all = [...(scopes as Json[]), ...((api?.['appRoles'] ?? []) as Json[])];
    return all.find((permission) => permission['id'] === id)?.['value'];
  };
  const described = applications.map((application) => {
    const appId = String(application['appId']);
    const passwords = application['passwordCredentials'] as Json[];
    const uris = application['identifierUris'] as string[];
    const access = application['requiredResourceAccess'] as Json[];
    return Object.assign({}, application, {
      id: undefined,
      appId: undefined,
      createdDateTime: undefined,
      passwordCredentials: passwords.map(({ displayName }) => displayName),
      identifierUris: uris.map((uri) => uri.replace(appId, '<own>')),
      requiredResourceAccess: access.map(({ resourceAppId, resourceAccess }) => ({
        resource: byAppId(resourceAppId),
        // Those of Microsoft Graph differ from one stand-in to another.
        permissions: (resourceAccess as Json[]).map(({ id, type }) => [type, known(resourceAppId, id)]),
      })),
    });
  });
  return structuredClone({
    applications: sorted(described),
    servicePrincipals: sorted(directory.everything('servicePrincipals').map(({ appId }) => byAppId(appId))),
    grants: sorted(
      directory.everything('grants').map((grant) => ({
        client: byPrincipal(grant['clientId']),
        resource: byPrincipal(grant['resourceId']),
        scope: grant['scope'],
      })),
    ),
    assignments: sorted(
      directory.everything('assignments').map((assignment) => ({
        principal: byPrincipal(assignment['principalId']),
        resource: byPrincipal(assignment['resourceId']),
        appRole: known(
          directory.everything('servicePrincipals').find(({ id }) => id === assignment['resourceId'])?.['appId'],
          assignment['appRoleId'],
        ),
      })),
    ),
    federated: sorted(
      directory.everything('federated').map(({ application, name: credential, issuer, subject, audiences }) => ({
        application: name(applications.find((item) => item.id === application)),
        credential,
        issuer,
        subject,
        audiences,
      })),
    ),
    attributes: sorted(directory.everything('attributes').map(({ id: attribute }) => attribute)),
    branding: directory.branding ?? null,
    localizations: [...directory.localizations.keys()],
    flows: sorted(
      directory.everything('flows').map((flow) => {
        const fields = flow['onAttributeCollection'] as { attributeCollectionPage: unknown };
        return {
          displayName: flow['displayName'],
          attached: attachedTo(flow)
            .map((entry) => byAppId(entry['appId']))
            .toSorted(),
          providers: (flow['onAuthenticationMethodLoadStart'] as { identityProviders: unknown }).identityProviders,
          fields: fields.attributeCollectionPage,
        };
      }),
    ),
  });
}

function sorted<T>(items: T[]): T[] {
  return items.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}
