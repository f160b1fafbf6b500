import type { Directory } from '../tenant/directory.ts';
import { graphApplication } from '../tenant/microsoft-graph.ts';
import type { Application } from '../tenant/model.ts';
import { entraErrors } from './entra-errors.ts';

export const openIdScopes: readonly string[] = ['openid', 'profile', 'email'];

const graph = 'https://graph.microsoft.com';
/** How oidc-provider sees `offline_access`: a permission of Microsoft Graph, as it is in Entra. Under its own name it is dropped. */
export const offlineAccess: string = `${graph}/offline_access`;
const defaultScope = /^(?:(?<resource>.+)\/)?\.default$/i;

/** What a `scope` parameter asks for. */
export interface RequestedScopes {
  /** openid, profile, email. */
  openId: string[];
  offlineAccess: boolean;
  /** Full names of permissions: `api://…/ToDoList.Read`. */
  permissions: string[];
  /** The APIs they belong to, in the order asked. */
  resources: Application[];
  /**
   * The permissions as the token response names them: in the form they were asked by, `/.default` included. No recording
   * shows it; MSAL finds a token in its cache by no other name.
   */
  answered: string[];
}

/** Full name of a permission, the same for whichever of its names the API was asked by. */
export function permissionName(resource: Application, scope: string): string {
  return `${resourceIdentifier(resource)}/${scope}`;
}

/** The one name by which oidc-provider knows an API. */
export function resourceIdentifier(resource: Application): string {
  return resource.identifierUris?.[0] ?? `api://${resource.appId}`;
}

/** Full names of everything that a client has consent for at an API. */
export function consentedPermissions(client: Application, resource: Application, directory: Directory): string[] {
  return directory.consentedScopes(client, resource).map((scope) => permissionName(resource, scope));
}

/**
 * Reads a `scope` parameter of a user's flow.
 * @throws EntraError 70011 for a scope that does not exist or `.default` beside another, 500011 for an API that does not
 * exist.
 */
export function readScopes(scope: string, client: Application, directory: Directory): RequestedScopes {
  const names = scope.split(/\s+/).filter(Boolean);
  const permissions = new Set<string>();
  const resources = new Set<Application>();
  const answered = new Set<string>();
  const permissionNames = names.filter((name) => !openIdScopes.includes(name) && !isOfflineAccess(name));
  const asked = permissionNames.map((name) => readPermission(name, scope, directory));
  if (asked.some(({ value }) => value === '.default') && new Set(permissionNames).size > 1) {
    throw entraErrors.defaultScopeMixed(scope);
  }
  for (const { resource, value, prefix } of asked) {
    resources.add(resource);
    for (const each of value === '.default' ? directory.consentedScopes(client, resource) : [value]) {
      permissions.add(permissionName(resource, each));
      answered.add(`${prefix}${each}`);
    }
    answered.add(`${prefix}${value}`);
  }
  return {
    openId: openIdScopes.filter((name) => names.includes(name)),
    offlineAccess: names.some(isOfflineAccess),
    permissions: [...permissions].filter((name) => !isOfflineAccess(name)),
    resources: [...resources],
    answered: [...answered].filter((name) => !isOfflineAccess(name)),
  };
}

function isOfflineAccess(name: string): boolean {
  return name === 'offline_access' || name === offlineAccess;
}

/**
 * The one API that an access token is to be for; Microsoft Graph when none was named.
 * @throws EntraError 28000 for several.
 */
export function onlyResource({ resources }: RequestedScopes, scope: string): Application {
  if (resources.length > 1) throw entraErrors.severalResources(scope);
  return resources[0] ?? graphApplication;
}

/** A permission that was asked for: the API, its short name, and what stood before that. */
function readPermission(
  name: string,
  scope: string,
  directory: Directory,
): { resource: Application; value: string; prefix: string } {
  const slash = name.lastIndexOf('/');
  const identifier = slash < 0 ? graph : name.slice(0, slash);
  const value = name.slice(slash + 1).toLowerCase();
  const resource = directory.resource(identifier);
  if (!resource) {
    throw slash < 0 ? entraErrors.scopeInvalid(scope) : entraErrors.resourceNotFound(identifier, directory.displayName);
  }
  const prefix = name.slice(0, slash + 1);
  if (value === '.default') return { resource, value, prefix };
  const known = resource.api?.oauth2PermissionScopes?.find((permission) => permission.value.toLowerCase() === value);
  if (!known) throw entraErrors.scopeInvalid(scope);
  return { resource, value: known.value, prefix };
}

/**
 * The API of a client credentials request. MSAL Go and Java send OpenID scopes beside it, which mean nothing here; `.default`
 * alone is that of Microsoft Graph.
 * @returns the API, and what the request calls it
 * @throws EntraError 1002012 without `.default` or beside a permission, 70011 for several APIs, 500011 for one that does
 * not exist.
 */
export function readDefaultScope(scope: string, directory: Directory): { resource: Application; asked: string } {
  const names = scope.split(/\s+/).filter((name) => name && !openIdScopes.includes(name) && !isOfflineAccess(name));
  const identifiers = names.map((name) => defaultScope.exec(name)?.groups);
  if (names.length === 0 || identifiers.includes(undefined)) throw entraErrors.defaultScopeMissing(scope);
  const [asked = graph, ...others] = identifiers.map((groups) => groups?.resource ?? graph);
  const [resource, ...rest] = [asked, ...others].map((identifier) => {
    const found = directory.resource(identifier);
    if (!found) throw entraErrors.resourceNotFound(identifier, directory.displayName);
    return found;
  });
  if (!resource || rest.some((other) => other !== resource)) throw entraErrors.defaultScopesSeveral(scope);
  return { resource, asked };
}

/** The scope parameter that oidc-provider gets. */
export function providerScope({
  openId,
  offlineAccess: offline,
  permissions,
}: Pick<RequestedScopes, 'openId' | 'offlineAccess' | 'permissions'>): string {
  return [...openId, ...(offline ? [offlineAccess] : []), ...permissions].join(' ');
}
