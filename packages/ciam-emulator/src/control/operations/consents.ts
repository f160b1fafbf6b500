import { remove } from '../../tenant/directory.ts';
import type { AppRoleAssignment, PermissionGrant } from '../../tenant/model.ts';
import { UnknownEntryError } from '../control-errors.ts';
import { checkChange } from '../directory-entries.ts';
import type { Operation } from '../operation.ts';
import { appId, definition, listOf, text, allRequired } from '../schemas.ts';

export const listPermissionGrants: Operation<object, readonly PermissionGrant[]> = {
  method: 'GET',
  path: '/permission-grants',
  summary: 'Lists the consent that administrators have given',
  result: listOf(definition('permissionGrant')),
  run: ({ directory }) => directory.permissionGrants,
};

export const addPermissionGrant: Operation<PermissionGrant, void> = {
  method: 'POST',
  path: '/permission-grants',
  summary: "Grants an application permissions of an API, as an administrator's consent does",
  input: definition('permissionGrant'),
  run({ directory }, grant) {
    checkChange(directory, { oauth2PermissionGrants: [...directory.permissionGrants, grant] });
    directory.addPermissionGrant(grant);
  },
};

export const removePermissionGrant: Operation<Omit<PermissionGrant, 'scope'>, void> = {
  method: 'DELETE',
  path: '/permission-grants',
  summary: 'Revokes all consent of an application to an API',
  input: allRequired({ clientId: appId, resourceId: appId }),
  refusals: [404],
  run({ directory }, { clientId, resourceId }) {
    const gone = remove(
      directory.permissionGrants,
      (grant) => isSame(grant.clientId, clientId) && isSame(grant.resourceId, resourceId),
    );
    if (gone === 0) throw new UnknownEntryError(`${clientId} has no consent to ${resourceId}.`);
  },
};

export const listRoleAssignments: Operation<object, readonly AppRoleAssignment[]> = {
  method: 'GET',
  path: '/role-assignments',
  summary: 'Lists the app roles of applications and users',
  result: listOf(definition('appRoleAssignment')),
  run: ({ directory }) => directory.roleAssignments,
};

export const addRoleAssignment: Operation<AppRoleAssignment, void> = {
  method: 'POST',
  path: '/role-assignments',
  summary: 'Assigns an app role to an application or a user',
  input: definition('appRoleAssignment'),
  run({ directory }, assignment) {
    checkChange(directory, { appRoleAssignments: [...directory.roleAssignments, assignment] });
    directory.addRoleAssignment(assignment);
  },
};

export const removeRoleAssignment: Operation<AppRoleAssignment, void> = {
  method: 'DELETE',
  path: '/role-assignments',
  summary: 'Removes an app role from an application or a user',
  input: allRequired({ principalId: text, resourceId: appId, appRole: text }),
  refusals: [404],
  run({ directory }, { principalId, resourceId, appRole }) {
    const gone = remove(
      directory.roleAssignments,
      (held) =>
        held.appRole === appRole && isSame(held.principalId, principalId) && isSame(held.resourceId, resourceId),
    );
    if (gone === 0)
      throw new UnknownEntryError(`${principalId} does not have the app role ${appRole} of ${resourceId}.`);
  },
};

/** Compares GUIDs, ignoring case. */
function isSame(id: string, other: string): boolean {
  return id.toLowerCase() === other.toLowerCase();
}
