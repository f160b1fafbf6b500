import type { Directory } from '../tenant/directory.ts';
import { graphApplication } from '../tenant/microsoft-graph.ts';
import type { Application } from '../tenant/model.ts';
import { entraErrors } from './entra-errors.ts';

export const openIdScopes: readonly string[] = ['openid', 'profile', 'email'];

const graph = 'https://graph.microsoft.com';
/** How oidc-provider sees `offline_access`: a permission of Microsoft Graph, as it is in Entra. Under its own name it is dropped. */
export const offlineAccess: string = `${graph}/offline_access`;
const defaultSuffix = '/.default';

/** What a `scope` parameter asks for. */
export interface RequestedScopes {
  /** openid, profile, email. */
  openId: string[];
  offlineAccess: boolean;
  /** Full names of an API's permissions: `api://…/ToDoList.Read`. */
  permissions: string[];
  /** The API that an access token will be for; Microsoft Graph when none was named. */
  resource: Application;
}

/** Full name of a permission, the same for whichever of its names the API was asked by. */
export function permissionName(resource: Application, scope: string): string {
  return `${resourceIdentifier(resource)}/${scope}`;
}

/** The one name by which oidc-provider knows an API. */
export function resourceIdentifier(resource: Application): string {
  return resource.identifierUris?.[0] ?? `api://${resource.appId}`;
}

/**
 * Reads a `scope` parameter of a user's flow.
 * @throws EntraError 70011 for a scope that does not exist, 500011 for an API that does not, 28000 for several APIs.
 */
export function readScopes(scope: string, client: Application, directory: Directory): RequestedScopes {
  const names = scope.split(/\s+/).filter(Boolean);
  const openId = openIdScopes.filter((name) => names.includes(name));
  const asked = names
    .filter((name) => !openIdScopes.includes(name) && name !== 'offline_access')
    .map((name) => readPermission(name, scope, directory));
  const resource = asked[0]?.resource ?? graphApplication;
  if (asked.some((permission) => permission.resource !== resource)) throw entraErrors.severalResources(scope);
  const values = asked.flatMap(({ value }) =>
    value === '.default' ? directory.consentedScopes(client, resource) : value,
  );
  return {
    openId,
    offlineAccess: names.includes('offline_access'),
    permissions: [...new Set(values)].map((value) => permissionName(resource, value)),
    resource,
  };
}

function readPermission(name: string, scope: string, directory: Directory): { resource: Application; value: string } {
  const slash = name.lastIndexOf('/');
  const identifier = slash < 0 ? graph : name.slice(0, slash);
  const value = name.slice(slash + 1);
  const resource = directory.resource(identifier);
  if (!resource) {
    throw slash < 0 ? entraErrors.scopeInvalid(scope) : entraErrors.resourceNotFound(identifier, directory.displayName);
  }
  const known = resource.api?.oauth2PermissionScopes?.some((permission) => permission.value === value);
  if (value !== '.default' && !known) throw entraErrors.scopeInvalid(scope);
  return { resource, value };
}

/**
 * The API of a client credentials request.
 * @throws EntraError 1002012 without `/.default`, 500011 for an API that does not exist.
 */
export function readDefaultScope(scope: string, directory: Directory): Application {
  const names = scope.split(/\s+/).filter(Boolean);
  const [name = ''] = names;
  if (names.length !== 1 || !name.endsWith(defaultSuffix)) throw entraErrors.defaultScopeMissing(scope);
  const identifier = name.slice(0, -defaultSuffix.length);
  const resource = directory.resource(identifier);
  if (!resource) throw entraErrors.resourceNotFound(identifier, directory.displayName);
  return resource;
}

/** The scope parameter that oidc-provider gets. */
export function providerScope({ openId, offlineAccess: offline, permissions }: RequestedScopes): string {
  return [...openId, ...(offline ? [offlineAccess] : []), ...permissions].join(' ');
}
