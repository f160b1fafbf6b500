import type { Application } from '../../tenant/model.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { checkChange, namedApplication, withEntry } from '../directory-entries.ts';
import type { Operation } from '../operation.ts';
import { appId, changesOf, definition, listOf, object } from '../schemas.ts';
import { withoutSecrets } from '../snapshot.ts';

export const listApplications: Operation<object, Application[]> = {
  method: 'GET',
  path: '/applications',
  summary: 'Lists the applications, without their secrets',
  result: listOf(definition('application')),
  run: ({ directory }) => directory.applications.map(withoutSecrets),
};

export const addApplication: Operation<Application, Application> = {
  method: 'POST',
  path: '/applications',
  summary: 'Adds an application, or replaces the one with the same appId',
  input: definition('application'),
  result: definition('application'),
  run: put,
};

export const updateApplication: Operation<{ appId: string } & Partial<Application>, Application> = {
  method: 'PATCH',
  path: '/applications/{appId}',
  summary: 'Changes some properties of an application',
  input: () => changesOf('application', 'appId', { appId }),
  result: definition('application'),
  refusals: [404],
  run: (tenant, changes) => put(tenant, { ...namedApplication(tenant.directory, changes.appId), ...changes }),
};

export const removeApplication: Operation<{ appId: string }, void> = {
  method: 'DELETE',
  path: '/applications/{appId}',
  summary: 'Removes an application, with its consents and assignments',
  input: object({ appId }, ['appId']),
  refusals: [404],
  run: ({ directory }, { appId: id }) => directory.removeApplication(namedApplication(directory, id).appId),
};

function put({ directory }: Tenant, added: Application): Application {
  const id = added.appId.toLowerCase();
  checkChange(directory, { applications: withEntry(directory.applications, added, (other) => other.appId === id) });
  return directory.addApplication(added);
}
