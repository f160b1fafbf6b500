import type { Directory, DirectoryUser } from '../tenant/directory.ts';
import type { Application, TenantConfig } from '../tenant/model.ts';
import { referenceProblems } from '../tenant/references.ts';
import { ControlInputError, UnknownEntryError } from './control-errors.ts';

/**
 * Finds a user by object ID or email address.
 *
 * @throws {UnknownEntryError} when there is no such user
 */
export function namedUser(directory: Directory, name: string): DirectoryUser {
  const user = directory.user(name.toLowerCase()) ?? directory.userByMail(name);
  if (!user) throw new UnknownEntryError(`There is no user ${name}.`);
  return user;
}

/**
 * Finds an application by its appId.
 *
 * @throws {UnknownEntryError} when there is no such application
 */
export function namedApplication(directory: Directory, appId: string): Application {
  const application = directory.application(appId);
  if (!application) throw new UnknownEntryError(`There is no application ${appId}.`);
  return application;
}

type Lists = Pick<TenantConfig, 'applications' | 'users' | 'oauth2PermissionGrants' | 'appRoleAssignments'>;

/**
 * Checks that the directory would still be a valid configuration after a change.
 *
 * @throws {ControlInputError} when it would not
 */
export function checkChange(directory: Directory, change: Partial<Lists>): void {
  const present = directory.current;
  const known = new Set(referenceProblems(present));
  const problems = referenceProblems({ ...present, ...change }).filter((problem) => !known.has(problem));
  // Only one entry was given, so its index means nothing to the caller.
  if (problems.length > 0)
    throw new ControlInputError(problems.map((problem) => problem.replace(/^\w+\[\d+\]\.?/, '')));
}

/** Returns the list with an entry replaced, or appended if it is new. */
export function withEntry<T>(list: readonly T[], entry: T, isSame: (other: T) => boolean): T[] {
  const index = list.findIndex(isSame);
  return index < 0 ? [...list, entry] : list.with(index, entry);
}
