import { requestedAccess } from '../protocol/access-attempt.ts';
import { accessProblem } from '../protocol/conditional-access.ts';
import { staySignedInPage } from '../pages/stay-signed-in.ts';
import { signedIn } from './visit.ts';
import type { InteractionResult, Step, StepName, Visit } from './visit.ts';

/**
 * Asks whether the session is to outlive the browser.
 * @see https://learn.microsoft.com/entra/fundamentals/how-to-manage-stay-signed-in-prompt
 */
export const staySignedInStep: Step = {
  ready: ({ journey }) => journey.signedInAs !== undefined,
  page: ({ tenant }) => staySignedInPage(tenant.directory.config),
  submit: ({ journey }, entered) => {
    const { accountId = '', amr } = journey.signedInAs ?? {};
    return signedIn({ id: accountId }, { remember: entered.get('action') === 'stay', amr });
  },
};

/** What comes after a step: the question first, where a sign-in is about to end. */
export function askToStay(
  visit: Visit,
  step: StepName,
  outcome: StepName | InteractionResult,
): StepName | InteractionResult {
  if (typeof outcome === 'string' || outcome.login?.accountId === undefined || step === 'stay-signed-in')
    return outcome;
  if (visit.tenant.directory.config.staySignedIn === false || !isLastProof(visit, outcome.login)) return outcome;
  visit.journey.signedInAs = outcome.login;
  return 'stay-signed-in';
}

/** Whether nothing more is to be proven in a sign-in; a session that only steps up was asked when it began. */
function isLastProof({ interaction, tenant }: Visit, { amr }: NonNullable<InteractionResult['login']>): boolean {
  const { params, prompt, lastSubmission } = interaction;
  if (prompt.name === 'second_factor') return lastSubmission?.login !== undefined;
  const attempt = requestedAccess(params.client_id, params, tenant.directory);
  return attempt !== undefined && accessProblem(attempt, amr, tenant.directory) === undefined;
}
