import { isGuid } from './guid.ts';
import { type FileApplication, type FilePermission, microsoftGraphName, type TenantFile } from './tenant-file.ts';

/** What no schema can say of a tenant file: that names are unique, and that what is referred to exists. */
export function fileReferenceProblems({ applications, userFlows = [], local }: TenantFile): string[] {
  const names = applications.map(({ name }) => name);
  const known = (path: string, name: string): string[] =>
    names.includes(name) ? [] : [`${path}: expected the name of one of the applications, found "${name}"`];
  return [
    ...repeated('applications', 'name', names),
    ...repeated(
      'userFlows',
      'displayName',
      userFlows.map(({ displayName }) => displayName),
    ),
    ...applications.flatMap((application, index) => repeatedWithin(`applications[${index}]`, application)),
    ...userFlows.flatMap(({ attributes = [] }, index) =>
      repeated(
        `userFlows[${index}].attributes`,
        'name',
        attributes.map(({ name }) => name),
      ),
    ),
    ...sharedVariables(applications),
    ...applications.flatMap(({ permissions = [] }, index) =>
      permissions.flatMap((permission, place) =>
        permissionProblems(`applications[${index}].permissions[${place}]`, permission, applications),
      ),
    ),
    ...userFlows.flatMap((flow, index) =>
      flow.applications.flatMap((name, place) => known(`userFlows[${index}].applications[${place}]`, name)),
    ),
    ...attachedTwice(userFlows),
    ...Object.keys(local?.applications ?? {}).flatMap((name) => known('local.applications', name)),
  ];
}

function repeated(list: string, property: string, values: string[]): string[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) < index
      ? [`${list}[${index}].${property}: expected a value of its own, "${value}" is taken`]
      : [],
  );
}

function repeatedWithin(
  path: string,
  { api, appRoles = [], federatedIdentityCredentials = [] }: FileApplication,
): string[] {
  const scopes = (api?.oauth2PermissionScopes ?? []).map(({ value }) => value);
  const roles = appRoles.map(({ value }) => value);
  const names = federatedIdentityCredentials.map(({ name }) => name);
  return [
    ...repeated(`${path}.api.oauth2PermissionScopes`, 'value', scopes),
    ...repeated(`${path}.appRoles`, 'value', roles),
    ...repeated(`${path}.federatedIdentityCredentials`, 'name', names),
  ];
}

/** Of two applications that write one variable, the settings could hold one. */
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

/** An application has one user flow at most. */
function attachedTwice(userFlows: NonNullable<TenantFile['userFlows']>): string[] {
  return userFlows.flatMap((flow, index) =>
    flow.applications.flatMap((name, place) => {
      const all = userFlows.flatMap(({ applications }, at) => (at <= index ? applications : []));
      const first = all.indexOf(name);
      const here = all.length - flow.applications.length + place;
      return first < here
        ? [
            `userFlows[${index}].applications[${place}]: expected an application without another user flow, found "${name}"`,
          ]
        : [];
    }),
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
