import { isGuid } from './guid.ts';
import { repeated, repetitions } from './repetitions.ts';
import { type FileApplication, type FilePermission, microsoftGraphName, type TenantFile } from './tenant-file.ts';

/**
 * Returns the problems that a schema cannot find in a tenant file: names that are not unique, and references to things
 * that do not exist.
 */
export function fileReferenceProblems({ applications, userFlows = [], local }: TenantFile): string[] {
  const names = applications.map(({ name }) => name);
  const known = (path: string, name: string): string[] =>
    names.includes(name) ? [] : [`${path}: expected the name of one of the applications, found "${name}"`];
  return [
    ...repeated('applications', 'name', names),
    ...repetitions({ applications, userFlows }),
    ...sharedVariables(applications),
    ...applications.flatMap(({ permissions = [] }, index) =>
      permissions.flatMap((permission, place) =>
        permissionProblems(`applications[${index}].permissions[${place}]`, permission, applications),
      ),
    ),
    ...userFlows.flatMap((flow, index) =>
      flow.applications.flatMap((name, place) => known(`userFlows[${index}].applications[${place}]`, name)),
    ),
    ...Object.keys(local?.applications ?? {}).flatMap((name) => known('local.applications', name)),
    ...(local?.appRoleAssignments ?? []).flatMap(({ resource }, index) =>
      known(`local.appRoleAssignments[${index}].resource`, resource),
    ),
  ];
}

/** Two applications must not write the same variable, because the settings hold only one value. */
function sharedVariables(applications: readonly FileApplication[]): string[] {
  const kinds = ['clientId', 'clientSecret', 'clientCertificate', 'federatedTokenFile'] as const;
  const all = applications.flatMap(({ env = {} }, index) =>
    kinds.flatMap((kind) =>
      env[kind] === undefined ? [] : [{ path: `applications[${index}].env.${kind}`, name: env[kind] }],
    ),
  );
  return all.flatMap(({ path, name }, index) =>
    all.findIndex((other) => other.name === name) < index
      ? [`${path}: expected a variable of its own, "${name}" is taken`]
      : [],
  );
}

function permissionProblems(
  path: string,
  { resource, scopes = [], appRoles = [] }: FilePermission,
  applications: readonly FileApplication[],
): string[] {
  if (resource === microsoftGraphName || isGuid(resource)) return [];
  const api = applications.find(({ name }) => name === resource);
  if (!api)
    return [`${path}.resource: expected the name of an application or ${microsoftGraphName}, found "${resource}"`];
  const exposed = (api.api?.oauth2PermissionScopes ?? []).map(({ value }) => value);
  const roles = (api.appRoles ?? [])
    .filter(({ allowedMemberTypes }) => allowedMemberTypes.includes('Application'))
    .map(({ value }) => value);
  return [
    ...unknown(`${path}.scopes`, 'scopes', scopes, exposed, resource),
    ...unknown(`${path}.appRoles`, 'application roles', appRoles, roles, resource),
  ];
}

function unknown(path: string, what: string, asked: string[], offered: string[], resource: string): string[] {
  return asked
    .filter((value) => !offered.includes(value))
    .map((value) => `${path}: expected one of the ${what} of ${resource} (${offered.join(', ')}), found "${value}"`);
}
