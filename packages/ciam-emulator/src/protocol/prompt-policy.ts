import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { Directory } from '../tenant/directory.ts';
import type { Application } from '../tenant/model.ts';
import type { TenantContext } from '../tenant/tenant-context.ts';
import { requestedAccess } from './access-attempt.ts';
import { browserAccounts, isMeant } from './browser-accounts.ts';
import { accessProblem } from './conditional-access.ts';
import { EntraError } from './entra-error.ts';
import { entraErrors } from './entra-errors.ts';
import { readScopes } from './scopes.ts';
import { checkUser } from './user-access.ts';

const { Check, Prompt, base } = interactionPolicy;

/** Decides when a sign-in shows a page: oidc-provider's rules, two more prompts, and the choice of account. */
export function promptPolicy(tenant: TenantContext): interactionPolicy.DefaultPolicy {
  const policy = base();
  policy.get('consent')?.checks.remove('native_client_prompt');
  policy.get('consent')?.checks.add(
    new Check('assignment', 'the user is not assigned', 'access_denied', (ctx) => {
      refuseUnassigned(ctx, tenant);
      return Check.NO_NEED_TO_PROMPT;
    }),
  );
  policy
    .get('login')
    ?.checks.add(new Check('account', 'another account is meant', 'login_required', (ctx) => needsLogin(ctx, tenant)));
  policy.add(
    new Prompt(
      { name: 'second_factor', requestable: false },
      new Check('conditional_access', 'a second factor is missing', 'interaction_required', (ctx) =>
        needsSecondFactor(ctx, tenant),
      ),
    ),
    1,
  );
  policy.add(new Prompt({ name: 'create', requestable: true }), 0);
  policy.add(
    new Prompt(
      { name: 'select_account', requestable: true },
      new Check('several_accounts', 'no one account is meant', 'interaction_required', (ctx) =>
        needsChoice(ctx, tenant),
      ),
    ),
    0,
  );
  return policy;
}

/** Whether the active account does not match the request, or no longer exists. */
function needsLogin(ctx: KoaContextWithOIDC, { directory }: TenantContext): boolean {
  const { session, params = {}, result } = ctx.oidc;
  // Another check covers the case that no user is signed in.
  if (session?.accountId === undefined) return Check.NO_NEED_TO_PROMPT;
  const user = directory.user(session.accountId);
  if (user?.accountEnabled === false) return stop(ctx, entraErrors.userDisabled());
  // The user who has just signed in chose another account than the request names.
  const isChosen = Boolean(result?.login ?? result?.select_account);
  if (user && (isChosen || isMeant(session, params, directory))) return Check.NO_NEED_TO_PROMPT;
  return stop(ctx, entraErrors.sessionMissing());
}

/** Whether several accounts are signed in and the request does not refer to one of them. */
async function needsChoice(ctx: KoaContextWithOIDC, { directory }: TenantContext): Promise<boolean> {
  const { params = {}, prompts, result } = ctx.oidc;
  const isChosen = Boolean(result?.login ?? result?.select_account);
  if (isChosen || params.login_hint || params.sid || prompts.has('login') || prompts.has('create')) {
    return Check.NO_NEED_TO_PROMPT;
  }
  const { length } = await browserAccounts(ctx, ctx.oidc.provider, directory);
  return length > 1 ? stop(ctx, entraErrors.severalAccounts()) : Check.NO_NEED_TO_PROMPT;
}

/**
 * Whether Conditional Access requires a second factor that this session lacks. The pages end the interaction of the
 * prompt `second_factor` with `login: { accountId, amr }`, where `amr` has `mfa` added.
 */
function needsSecondFactor(ctx: KoaContextWithOIDC, { directory }: TenantContext): boolean {
  const { session, client, params = {} } = ctx.oidc;
  if (session?.accountId === undefined) return Check.NO_NEED_TO_PROMPT;
  const attempt = requestedAccess(client?.clientId, params, directory);
  if (!attempt) return Check.NO_NEED_TO_PROMPT;
  // Stored with the code, for the tokens that it is redeemed for.
  Object.assign(ctx.oidc, { claims: JSON.parse(typeof params.contexts === 'string' ? params.contexts : '{}') });
  const cause = accessProblem(attempt, session.amr, directory);
  if (!cause) return Check.NO_NEED_TO_PROMPT;
  if (cause.number === entraErrors.accessBlocked().number) throw new errors.AccessDenied(undefined, { cause });
  return stop(ctx, cause);
}

function requestedResources(scope: unknown, application: Application, directory: Directory): Application[] {
  return readScopes(typeof scope === 'string' ? scope : '', application, directory).resources;
}

/** Requires a page, which a silent request cannot show. */
function stop({ oidc }: KoaContextWithOIDC, cause: EntraError): boolean {
  if (oidc.prompts.has('none')) throw new errors.InteractionRequired(undefined, { cause });
  return Check.REQUEST_PROMPT;
}

/**
 * Refuses a user who is not assigned to the application.
 *
 * @throws {AccessDenied} with AADSTS50105 as its cause
 */
function refuseUnassigned({ oidc }: KoaContextWithOIDC, { directory }: TenantContext): void {
  const application = directory.application(oidc.client?.clientId ?? '');
  if (!application) return;
  const resources = requestedResources(oidc.params?.scope, application, directory);
  try {
    checkUser(oidc.session?.accountId, [application, ...resources], directory);
  } catch (cause) {
    if (cause instanceof EntraError) throw new errors.AccessDenied(undefined, { cause });
    throw cause;
  }
}
