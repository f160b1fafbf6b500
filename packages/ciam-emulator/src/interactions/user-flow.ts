import type { Directory, DirectoryUser } from '../tenant/directory.ts';
import type { UserFlow } from '../tenant/model.ts';

/** The user flow of an application that none is configured for. */
const plainFlow: UserFlow = { displayName: 'Sign up and sign in', applications: [], identityProvider: 'EmailPassword' };

/** Returns the user flow of an application. */
export function userFlowOf({ userFlows }: Directory, appId: string): UserFlow {
  return userFlows.find(({ applications }) => applications.includes(appId)) ?? plainFlow;
}

/** Whether this user signs in with a password; otherwise with an emailed code. */
export function signsInByPassword(user: DirectoryUser, flow: UserFlow): user is DirectoryUser & { password: string } {
  return flow.identityProvider === 'EmailPassword' && user.password !== undefined;
}
