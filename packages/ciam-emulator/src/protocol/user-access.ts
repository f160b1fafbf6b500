import type { Directory } from '../tenant/directory.ts';
import type { Application } from '../tenant/model.ts';
import { entraErrors } from './entra-errors.ts';

/**
 * Whether a user may have tokens of these applications: the client and the APIs.
 * @throws EntraError 50057 for a disabled account, 50105 for one that is not assigned where assignment is required.
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
