import { userFlowOf } from '../interactions/user-flow.ts';
import type { Directory } from '../tenant/directory.ts';
import { allContexts, readContexts } from './authentication-contexts.ts';
import type { AccessAttempt } from './conditional-access.ts';
import { readScopes } from './scopes.ts';

/**
 * Derives what an authorization request asks of Conditional Access from its parameters.
 *
 * @returns nothing for a client that does not exist
 */
export function requestedAccess(
  clientId: unknown,
  { scope, contexts }: Record<string, unknown>,
  directory: Directory,
): AccessAttempt | undefined {
  const application = directory.application(String(clientId));
  if (!application) return undefined;
  const { resources } = readScopes(typeof scope === 'string' ? scope : '', application, directory);
  return {
    applications: [application, ...resources],
    contexts: allContexts(readContexts(typeof contexts === 'string' ? contexts : '{}')),
    userFlow: userFlowOf(directory, application.appId).displayName,
  };
}
