import type { Directory, DirectoryUser } from '../tenant/directory.ts';
import type { Application, TenantConfig } from '../tenant/model.ts';
import { referenceProblems } from '../tenant/references.ts';
import { ControlInputError, UnknownEntryError } from './control-errors.ts';

/**
 * A user by object id or e-mail address.
 * @throws UnknownEntryError
 */
export function namedUser(directory: Directory, name: string): DirectoryUser {
  const user = directory.user(name.toLowerCase()) ?? directory.userByMail(name);
  if (!user) throw new UnknownEntryError(`There is no user ${name}.`);
  return user;
}

/** @throws UnknownEntryError */
export function namedApplication(directory: Directory, appId: string): Application {
  const application = directory.application(appId);
  if (!application) throw new UnknownEntryError(`There is no application ${appId}.`);
  return application;
}

type Lists = Pick<TenantConfig, 'applications' | 'users' | 'oauth2PermissionGrants' | 'appRoleAssignments'>;

/**
 * Takes a change of the directory only if a configuration that says the same would be taken.
 * @throws ControlInputError
 */
export function checkChange(directory: Directory, change: Partial<Lists>): void {
  const present = directory.current;
  const known = new Set(referenceProblems(present));
  const problems = referenceProblems({ ...present, ...change }).filter((problem) => !known.has(problem));
  // One entry was given: its place in the list says nothing.
  if (problems.length > 0)
    throw new ControlInputError(problems.map((problem) => problem.replace(/^\w+\[\d+\]\.?/, '')));
}

/** The list with an entry in the place of the same one, or else at its end. */
export function withEntry<T>(list: readonly T[], entry: T, isSame: (other: T) => boolean): T[] {
  const index = list.findIndex(isSame);
  return index < 0 ? [...list, entry] : list.with(index, entry);
}
