import { bad, list } from './application-rules.ts';
import type { Directory, Item } from './directory.ts';
import { type Json, validate } from './validation.ts';

/** @see https://learn.microsoft.com/graph/api/serviceprincipal-post-serviceprincipals */
export function createServicePrincipal(directory: Directory, body: unknown): Item {
  validate('servicePrincipal', body);
  const { appId } = body;
  if (!directory.all('applications').some((application) => application['appId'] === appId)) {
    throw bad(`The appId '${String(appId)}' of the service principal does not reference a valid application object.`);
  }
  if (directory.everything('servicePrincipals').some((principal) => principal['appId'] === appId)) {
    throw bad('The service principal cannot be created, updated, or restored because it is already in use.', 409);
  }
  return directory.add('servicePrincipals', { accountEnabled: true, appRoleAssignmentRequired: false, ...body });
}

/** @see https://learn.microsoft.com/graph/api/serviceprincipal-post-approleassignedto */
export function assignRole(directory: Directory, resource: string, body: unknown): Item {
  validate('appRoleAssignment', body);
  if (body['resourceId'] !== resource) throw bad('resourceId is not the service principal in the path.');
  const { appId } = directory.get('servicePrincipals', resource);
  directory.get('servicePrincipals', body['principalId']);
  const application = directory.all('applications').find((item) => item['appId'] === appId);
  if (!list(application?.['appRoles']).some(({ id }) => id === body['appRoleId'])) {
    throw bad('Permission being assigned was not found on application.');
  }
  const same = (item: Item): boolean =>
    ['appRoleId', 'principalId', 'resourceId'].every((name) => item[name] === body[name]);
  if (directory.everything('assignments').some(same)) {
    throw bad('Permission being assigned already exists on the object');
  }
  return directory.add('assignments', body);
}

/** @see https://learn.microsoft.com/graph/api/oauth2permissiongrant-post */
export function grantPermission(directory: Directory, body: unknown): Item {
  validate('oAuth2PermissionGrant', body);
  if (body['consentType'] !== 'AllPrincipals') throw bad('Not an admin consent.');
  checkScopes(directory, body['resourceId'], body['scope']);
  directory.get('servicePrincipals', body['clientId']);
  directory.get('servicePrincipals', body['resourceId']);
  const same = (item: Item): boolean => ['clientId', 'resourceId'].every((name) => item[name] === body[name]);
  if (directory.everything('grants').some(same)) throw bad('Permission entry already exists.', 409);
  return directory.add('grants', body);
}

/** @see https://learn.microsoft.com/graph/api/oauth2permissiongrant-update */
export function updateGrant(directory: Directory, id: string, body: unknown): void {
  validate('oAuth2PermissionGrant', body);
  if (Object.keys(body).some((name) => name !== 'scope')) throw bad('Only scope can be updated.');
  const grant = directory.get('grants', id);
  checkScopes(directory, grant['resourceId'], body['scope']);
  Object.assign(grant, body);
}

function checkScopes(directory: Directory, resourceId: unknown, scope: unknown): void {
  const { appId } = directory.get('servicePrincipals', resourceId);
  const application = directory.all('applications').find((item) => item['appId'] === appId);
  const api = application?.['api'] as Json | undefined;
  const scopes =
    resourceId === directory.graphPrincipal.id
      ? directory.graphPrincipal['oauth2PermissionScopes']
      : api?.['oauth2PermissionScopes'];
  const known = new Set(list(scopes).map(({ value }) => value));
  if (typeof scope !== 'string' || !scope.split(' ').every((word) => known.has(word))) {
    throw bad(`Not scopes of that API: ${String(scope)}`);
  }
}

export function attachedTo(flow: Item): Json[] {
  const { applications } = flow['conditions'] as { applications: { includeApplications: Json[] } };
  return applications.includeApplications;
}

/** @see https://learn.microsoft.com/graph/api/authenticationconditionsapplications-post-includeapplications */
export function attach(directory: Directory, flowId: string, body: unknown): Json {
  validate('authenticationConditionApplication', body);
  const { appId } = body;
  const flow = directory.get('flows', flowId);
  if (!directory.all('servicePrincipals').some((principal) => principal['appId'] === appId)) {
    throw bad(`Resource '${String(appId)}' does not exist.`, 404);
  }
  if (directory.everything('flows').some((other) => attachedTo(other).some((entry) => entry['appId'] === appId))) {
    throw bad('The application is linked to a user flow already.', 409);
  }
  attachedTo(flow).push({ appId });
  return { appId };
}

/** @see https://learn.microsoft.com/graph/api/authenticationconditionapplication-delete */
export function detach(directory: Directory, flowId: string, appId: string): void {
  const attached = attachedTo(directory.get('flows', flowId));
  const at = attached.findIndex((entry) => entry['appId'] === appId);
  if (at === -1) throw bad('Not attached.', 404);
  attached.splice(at, 1);
}
