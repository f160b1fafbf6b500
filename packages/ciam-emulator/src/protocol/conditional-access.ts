import type { Directory } from '../tenant/directory.ts';
import type { Application, ConditionalAccessPolicy } from '../tenant/model.ts';
import { entraErrors } from './entra-errors.ts';
import type { EntraError } from './entra-error.ts';

/**
 * The context of a sign-in: the client and the APIs, the authentication contexts that the app requests, and the
 * client's user flow.
 */
export interface AccessAttempt {
  applications: readonly Application[];
  contexts: readonly string[];
  /** The display name of the user flow. */
  userFlow?: string;
}

/** Whether the `amr` of a sign-in includes a second factor. */
function hasSecondFactor(amr: readonly string[] | undefined): boolean {
  return amr?.includes('mfa') === true;
}

/**
 * Checks an attempt against the Conditional Access policies, given how the user signed in.
 *
 * @returns the EntraError 53003 if a policy blocks it, 50076 if a second factor is missing, otherwise nothing
 * @see https://learn.microsoft.com/entra/external-id/customers/how-to-multifactor-authentication-customers
 */
export function accessProblem(
  attempt: AccessAttempt,
  amr: readonly string[] | undefined,
  directory: Directory,
): EntraError | undefined {
  const policies = policiesOf(directory).filter((policy) => applies(policy, attempt));
  const controls = new Set(policies.flatMap(({ grantControls }) => grantControls.builtInControls));
  if (controls.has('block')) return entraErrors.accessBlocked();
  if (!controls.has('mfa') || hasSecondFactor(amr)) return undefined;
  const resource = attempt.applications.at(-1)?.appId ?? '';
  return entraErrors.secondFactorRequired(resource, attempt.contexts);
}

/**
 * Returns the contexts whose policies a sign-in satisfies. A token may contain them although they were not requested.
 */
export function satisfiedContexts(amr: readonly string[] | undefined, directory: Directory): string[] {
  const known = policiesOf(directory).flatMap(({ conditions }) => contextsOf(conditions));
  return [...new Set(known)].filter(
    (context) => accessProblem({ applications: [], contexts: [context] }, amr, directory) === undefined,
  );
}

function applies(
  { conditions }: ConditionalAccessPolicy,
  { applications, contexts, userFlow }: AccessAttempt,
): boolean {
  const included = conditions.applications?.includeApplications ?? [];
  const excluded = conditions.applications?.excludeApplications ?? [];
  return (
    (conditions.userFlows?.includeUserFlows ?? []).some((name) => name === userFlow) ||
    contextsOf(conditions).some((context) => contexts.includes(context)) ||
    applications.some(({ appId }) => (included.includes('All') || names(included, appId)) && !names(excluded, appId))
  );
}

function names(ids: readonly string[], appId: string): boolean {
  return ids.some((id) => id.toLowerCase() === appId);
}

function contextsOf({ applications }: ConditionalAccessPolicy['conditions']): string[] {
  return applications?.includeAuthenticationContextClassReferences ?? [];
}

function policiesOf({ config }: Directory): readonly ConditionalAccessPolicy[] {
  return config.conditionalAccessPolicies ?? [];
}
