import { requestedAccess } from '../protocol/access-attempt.ts';
import { accessProblem } from '../protocol/conditional-access.ts';
import { staySignedInPage } from '../pages/stay-signed-in.ts';
import { type InteractionResult, signedIn, type Step, type StepName, type Visit } from './visit.ts';

/**
 * Asks whether the session should outlive the browser.
 *
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

/** Returns what follows a step: first this question, if the sign-in is about to end. */
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

/** Whether the sign-in needs no further proof. A session that only steps up was asked at its start. */
function isLastProof({ interaction, tenant }: Visit, { amr }: NonNullable<InteractionResult['login']>): boolean {
  const { params, prompt, lastSubmission } = interaction;
  if (prompt.name === 'second_factor') return lastSubmission?.login !== undefined;
  const attempt = requestedAccess(params.client_id, params, tenant.directory);
  return attempt !== undefined && accessProblem(attempt, amr, tenant.directory) === undefined;
}
