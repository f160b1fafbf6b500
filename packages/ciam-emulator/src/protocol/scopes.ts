import type { Directory } from '../tenant/directory.ts';
import { graphApplication } from '../tenant/microsoft-graph.ts';
import type { Application } from '../tenant/model.ts';
import { entraErrors } from './entra-errors.ts';

export const openIdScopes: readonly string[] = ['openid', 'profile', 'email'];

const graph = 'https://graph.microsoft.com';
/**
 * `offline_access` for oidc-provider: a permission of Microsoft Graph, as in Entra. Under its own name, oidc-provider
 * would drop it.
 */
export const offlineAccess: string = `${graph}/offline_access`;
const defaultScope = /^(?:(?<resource>.+)\/)?\.default$/i;

/** The scopes that a `scope` parameter requests. */
export interface RequestedScopes {
  /** The requested ones of openid, profile and email. */
  openId: string[];
  offlineAccess: boolean;
  /** The full names of the permissions: `api://…/ToDoList.Read`. */
  permissions: string[];
  /** The APIs of the permissions, in the requested order. */
  resources: Application[];
  /**
   * The permissions as the token response names them: in the requested form, including `/.default`. There is no
   * recording of this, but MSAL finds a cached token by no other name.
   */
  responseScopes: string[];
}

/** Returns the full name of a permission, whichever name of the API was used. */
export function permissionName(resource: Application, scope: string): string {
  return `${resourceIdentifier(resource)}/${scope}`;
}

/** Returns the one name by which oidc-provider knows an API. */
export function resourceIdentifier(resource: Application): string {
  return resource.identifierUris?.[0] ?? `api://${resource.appId}`;
}

/** Returns the full names of all permissions of an API that a client has consent for. */
export function consentedPermissions(client: Application, resource: Application, directory: Directory): string[] {
  return directory.consentedScopes(client, resource).map((scope) => permissionName(resource, scope));
}

/**
 * Reads the `scope` parameter of a user's flow.
 *
 * @throws {EntraError} 70011 for an unknown scope, or for `.default` with another scope; 500011 for an unknown API
 */
export function readScopes(scope: string, client: Application, directory: Directory): RequestedScopes {
  const names = scope.split(/\s+/).filter(Boolean);
  const permissions = new Set<string>();
  const resources = new Set<Application>();
  const responseScopes = new Set<string>();
  const permissionNames = names.filter((name) => !openIdScopes.includes(name) && !isOfflineAccess(name));
  const asked = permissionNames.map((name) => readPermission(name, scope, directory));
  if (asked.some(({ value }) => value === '.default') && new Set(permissionNames).size > 1) {
    throw entraErrors.defaultScopeMixed(scope);
  }
  for (const { resource, value, prefix } of asked) {
    resources.add(resource);
    for (const each of value === '.default' ? directory.consentedScopes(client, resource) : [value]) {
      permissions.add(permissionName(resource, each));
      responseScopes.add(`${prefix}${each}`);
    }
    responseScopes.add(`${prefix}${value}`);
  }
  return {
    openId: openIdScopes.filter((name) => names.includes(name)),
    offlineAccess: names.some(isOfflineAccess),
    permissions: [...permissions].filter((name) => !isOfflineAccess(name)),
    resources: [...resources],
    responseScopes: [...responseScopes].filter((name) => !isOfflineAccess(name)),
  };
}

function isOfflineAccess(name: string): boolean {
  return name === 'offline_access' || name === offlineAccess;
}

/**
 * Returns the API that an access token is for. Default: Microsoft Graph.
 *
 * @throws {EntraError} 28000 for several APIs
 */
export function onlyResource({ resources }: RequestedScopes, scope: string): Application {
  if (resources.length > 1) throw entraErrors.severalResources(scope);
  return resources[0] ?? graphApplication;
}

/** Splits a requested permission into the API, the short name, and the text before it. */
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
 * Returns the API of a client credentials request. OpenID scopes, which MSAL Go and Java add, are ignored. A bare
 * `.default` is that of Microsoft Graph.
 *
 * @throws {EntraError} 1002012 without `.default` or with another permission, 28000 for several APIs, 500011 for an
 * unknown API
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

/** Returns the `scope` parameter for oidc-provider. */
export function providerScope({
  openId,
  offlineAccess: offline,
  permissions,
}: Pick<RequestedScopes, 'openId' | 'offlineAccess' | 'permissions'>): string {
  return [...openId, ...(offline ? [offlineAccess] : []), ...permissions].join(' ');
}
