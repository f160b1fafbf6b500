import { texts } from '../pages/texts.ts';
import { offlineAccess } from '../protocol/scopes.ts';
import type { Directory } from '../tenant/directory.ts';

const inWords = new Map(
  Object.entries({
    openid: texts.scopeOpenId,
    profile: texts.scopeProfile,
    email: texts.scopeEmail,
    [offlineAccess]: texts.scopeOfflineAccess,
  }),
);

/**
 * Describes the requested permissions for the user: by the API's name for each permission or, without one, by its
 * value.
 *
 * @param scope the full names of the permissions
 */
export function requestedPermissions(scope: string, directory: Directory): string[] {
  return scope
    .split(' ')
    .filter(Boolean)
    .map((name) => inWords.get(name) ?? permissionInWords(name, directory));
}

function permissionInWords(name: string, directory: Directory): string {
  const slash = name.lastIndexOf('/');
  const value = name.slice(slash + 1);
  const scopes = directory.resource(name.slice(0, slash))?.api?.oauth2PermissionScopes;
  return scopes?.find((permission) => permission.value === value)?.adminConsentDisplayName ?? value;
}
