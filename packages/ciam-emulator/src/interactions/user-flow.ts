import type { Directory, DirectoryUser } from '../tenant/directory.ts';
import type { UserFlow } from '../tenant/model.ts';

/** How customers meet an application that no user flow names. */
const plainFlow: UserFlow = { displayName: 'Sign up and sign in', applications: [], identityProvider: 'EmailPassword' };

/** The user flow of an application. */
export function userFlowOf({ userFlows }: Directory, appId: string): UserFlow {
  return userFlows.find(({ applications }) => applications.includes(appId)) ?? plainFlow;
}

/** Whether this user proves who they are by a password; by an e-mailed code otherwise. */
export function signsInByPassword(user: DirectoryUser, flow: UserFlow): user is DirectoryUser & { password: string } {
  return flow.identityProvider === 'EmailPassword' && user.password !== undefined;
}
