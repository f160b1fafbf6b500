import type { DirectoryUser } from '../../tenant/directory.ts';
import type { User } from '../../tenant/model.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { checkChange, namedUser, withEntry } from '../directory-entries.ts';
import type { Operation } from '../operation.ts';
import { changesOf, definition, listOf, object, user } from '../schemas.ts';
import { withoutSecrets } from '../snapshot.ts';

export const listUsers: Operation<object, User[]> = {
  method: 'GET',
  path: '/users',
  summary: 'Lists the users, without their passwords',
  result: listOf(definition('user')),
  run: ({ directory }) => directory.users.map(withoutSecrets),
};

export const addUser: Operation<User, DirectoryUser> = {
  method: 'POST',
  path: '/users',
  summary: 'Adds a user, or replaces the one with the same id',
  input: definition('user'),
  result: definition('user'),
  run: put,
};

export const updateUser: Operation<{ user: string } & Partial<User>, DirectoryUser> = {
  method: 'PATCH',
  path: '/users/{user}',
  summary: 'Changes some properties of a user',
  input: () => changesOf('user', 'id', { user }),
  result: definition('user'),
  refusals: [404],
  run: (tenant, { user: name, ...changes }) => put(tenant, { ...namedUser(tenant.directory, name), ...changes }),
};

export const removeUser: Operation<{ user: string }, void> = {
  method: 'DELETE',
  path: '/users/{user}',
  summary: 'Removes a user and signs them out everywhere',
  input: object({ user }, ['user']),
  refusals: [404],
  run(tenant, { user: name }) {
    const { id } = namedUser(tenant.directory, name);
    tenant.revokeSessions(id);
    tenant.revokeRefreshTokens(id);
    tenant.directory.removeUser(id);
  },
};

function put(tenant: Tenant, added: User): DirectoryUser {
  const { directory } = tenant;
  const id = added.id?.toLowerCase();
  checkChange(directory, { users: withEntry(directory.users, added, (other) => other.id === id) });
  return tenant.addUser(added);
}
