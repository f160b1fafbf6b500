import type { IncomingMessage, ServerResponse } from 'node:http';
import { messagePage } from '../pages/message.ts';
import { texts } from '../pages/texts.ts';
import { browserAccounts, switchAccount } from '../protocol/browser-accounts.ts';
import { readForm } from '../protocol/form.ts';
import { sendHtml } from '../server/http.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { codeStep } from './code-step.ts';
import { EntryRefusedError } from './entry-refused-error.ts';
import { entryOf } from './entry.ts';
import { isSameOrigin } from '../server/same-origin.ts';
import { secondFactorStep } from './second-factor-step.ts';
import { accountStep, consentStep, emailStep, passwordStep } from './sign-in-steps.ts';
import { detailsStep, newPasswordStep, resetStep, signUpStep } from './sign-up-steps.ts';
import { askToStay, staySignedInStep } from './stay-signed-in-step.ts';
import { userFlowOf } from './user-flow.ts';
import {
  type Interaction,
  type InteractionResult,
  selectedAccount,
  type Step,
  type StepName,
  stepPath,
  type Visit,
} from './visit.ts';

const steps: Record<StepName, Step> = {
  'stay-signed-in': staySignedInStep,
  'second-factor': secondFactorStep,
  email: emailStep,
  account: accountStep,
  password: passwordStep,
  code: codeStep,
  'sign-up': signUpStep,
  'reset-password': resetStep,
  'new-password': newPasswordStep,
  details: detailsStep,
  consent: consentStep,
};

/** Handles one step of a sign-in: shows its page, or processes the input. */
export async function interactionEndpoint(
  request: IncomingMessage,
  response: ServerResponse,
  tenant: Tenant,
): Promise<void> {
  const visit = await visitOf(request, response, tenant);
  const { config } = tenant.directory;
  if (!visit) {
    sendHtml(response, 400, messagePage(config, texts.sessionGoneTitle, texts.sessionGone));
    return;
  }
  if (visit.application?.coopEnforcement) response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  const name = stepName(request, visit);
  const finish = (result: InteractionResult) => finishInteraction(request, response, visit, result);
  if (typeof name !== 'string') return finish(name);
  const step = steps[name];
  if (step.ready?.(visit) === false) return seeOther(response, stepPath(visit, 'email'));
  if (request.method === 'GET') return sendHtml(response, 200, step.page(visit, new URLSearchParams()));
  if (!isSameOrigin(request)) {
    return sendHtml(response, 403, messagePage(config, texts.foreignFormTitle, texts.foreignForm));
  }
  const entered = await readForm(request);
  if (entered.get('action') === 'cancel') return finish({ error: 'access_denied', error_description: 'cancel' });
  try {
    const outcome = askToStay(visit, name, step.submit(visit, entered));
    return typeof outcome === 'string' ? seeOther(response, stepPath(visit, outcome)) : await finish(outcome);
  } catch (error) {
    if (!(error instanceof EntryRefusedError)) throw error;
    return sendHtml(response, 200, step.page(visit, entered, error));
  }
}

async function visitOf(request: IncomingMessage, response: ServerResponse, tenant: Tenant): Promise<Visit | undefined> {
  let interaction: Interaction;
  try {
    interaction = await tenant.provider.interactionDetails(request, response);
  } catch {
    return undefined;
  }
  const clientId = String(interaction.params.client_id);
  const { directory, provider } = tenant;
  const accounts = await browserAccounts(provider.createContext(request, response), provider, tenant.directory);
  return {
    tenant,
    interaction,
    journey: tenant.journeys.of(interaction.uid),
    flow: userFlowOf(directory, clientId),
    application: directory.application(clientId),
    accounts: accounts.map(({ user }) => user),
  };
}

/** Returns the step in the path or, without one, the start or the immediate result of this journey. */
function stepName({ url = '' }: IncomingMessage, visit: Visit): StepName | InteractionResult {
  const named = /\/interaction\/[\w-]+\/([a-z-]+)/.exec(url)?.[1];
  return named !== undefined && isStepName(named) ? named : entryOf(visit);
}

function isStepName(name: string): name is StepName {
  return Object.hasOwn(steps, name);
}

async function finishInteraction(
  request: IncomingMessage,
  response: ServerResponse,
  { tenant, interaction }: Visit,
  result: InteractionResult,
): Promise<void> {
  const { provider, journeys } = tenant;
  journeys.end(interaction.uid);
  const accountId = result.login?.accountId ?? selectedAccount(result);
  if (accountId !== undefined && (await switchAccount(accountId, request, response, tenant))) {
    // The interaction started in the session of another account.
    interaction.session = undefined;
    await interaction.persist();
  }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
}

function seeOther(response: ServerResponse, location: string): void {
  response.writeHead(303, { Location: location, 'Cache-Control': 'no-store' }).end();
}
