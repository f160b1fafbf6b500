import type { IncomingMessage, ServerResponse } from 'node:http';

import { consentPage, emailPage, passwordPage } from '../pages/sign-in.ts';
import { messagePage } from '../pages/message.ts';
import { texts } from '../pages/texts.ts';
import { readForm } from '../protocol/form.ts';
import { sendHtml } from '../server/http.ts';
import type { Tenant } from '../tenant/tenant.ts';

type Interaction = Awaited<ReturnType<Tenant['provider']['interactionDetails']>>;

/** One step of a sign-in: shows a page, or takes what was entered on it. */
export async function interactionEndpoint(
  request: IncomingMessage,
  response: ServerResponse,
  tenant: Tenant,
): Promise<void> {
  let interaction: Interaction;
  try {
    interaction = await tenant.provider.interactionDetails(request, response);
  } catch {
    sendHtml(response, 400, messagePage(tenant.directory.config, texts.sessionGoneTitle, texts.sessionGone));
    return;
  }
  if (request.method === 'POST') await submit(request, response, tenant, interaction);
  else show(response, tenant, interaction);
}

function applicationName({ directory }: Tenant, { params }: Interaction): string {
  return directory.application(String(params.client_id))?.displayName ?? '';
}

function show(response: ServerResponse, tenant: Tenant, interaction: Interaction, error?: string): void {
  const { config } = tenant.directory;
  const application = applicationName(tenant, interaction);
  if (interaction.prompt.name === 'consent') {
    sendHtml(response, 200, consentPage(config, application));
    return;
  }
  const email = typeof interaction.params.login_hint === 'string' ? interaction.params.login_hint : '';
  sendHtml(response, 200, emailPage(config, { application, email, ...(error === undefined ? {} : { error }) }));
}

async function submit(
  request: IncomingMessage,
  response: ServerResponse,
  tenant: Tenant,
  interaction: Interaction,
): Promise<void> {
  const form = await readForm(request);
  const finish = (result: Parameters<Tenant['provider']['interactionFinished']>[2]) =>
    tenant.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  const email = form.get('email') ?? '';
  switch (form.get('action')) {
    case 'cancel':
      return finish({ error: 'access_denied', error_description: 'cancel' });
    case 'decline':
      return finish({ error: 'consent_required', error_description: 'declined' });
    case 'accept':
      return finish({ consent: {} });
    case 'password': {
      const user = tenant.directory.userByMail(email);
      if (user?.password !== undefined && user.password === form.get('password')) {
        return finish({ login: { accountId: user.id }, select_account: {}, create: {} });
      }
      const { config } = tenant.directory;
      return sendHtml(
        response,
        200,
        passwordPage(config, {
          application: applicationName(tenant, interaction),
          email,
          error: texts.credentialsWrong,
        }),
      );
    }
    default:
      return email
        ? sendHtml(
            response,
            200,
            passwordPage(tenant.directory.config, { application: applicationName(tenant, interaction), email }),
          )
        : show(response, tenant, interaction);
  }
}
