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
  submit: ({ journey }, entered) => signedIn({ id: journey.signedInAs ?? '' }, entered.get('action') === 'stay'),
};

/** What comes after a step: the question first, where a sign-in is about to end. */
export function askToStay(
  visit: Visit,
  step: StepName,
  outcome: StepName | InteractionResult,
): StepName | InteractionResult {
  const { tenant, journey, interaction } = visit;
  const accountId = typeof outcome === 'string' ? undefined : outcome.login?.accountId;
  const isAsked = tenant.directory.config.staySignedIn !== false && step !== 'stay-signed-in';
  if (accountId === undefined || !isAsked || interaction.prompt.name === 'second_factor') return outcome;
  journey.signedInAs = accountId;
  return 'stay-signed-in';
}
