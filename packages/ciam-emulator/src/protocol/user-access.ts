import type { Directory } from '../tenant/directory.ts';
import type { Application } from '../tenant/model.ts';
import { entraErrors } from './entra-errors.ts';

/**
 * Checks that a user may have tokens for these applications, the client and the APIs.
 *
 * @throws {EntraError} 50057 for a disabled account, 50105 for a user who is not assigned although assignment is
 * required
 */
export function checkUser(userId: string | undefined, applications: Application[], directory: Directory): void {
  const user = directory.user(userId ?? '');
  if (user?.accountEnabled === false) throw entraErrors.userDisabled();
  for (const application of applications) {
    if (application.appRoleAssignmentRequired && directory.roles(user?.id ?? '', application).length === 0) {
      throw entraErrors.notAssignedUser(application.appId, application.displayName);
    }
  }
}
