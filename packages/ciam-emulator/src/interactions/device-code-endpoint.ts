import type { IncomingMessage, ServerResponse } from 'node:http';
import { messagePage } from '../pages/message.ts';
import { texts } from '../pages/texts.ts';
import { sendHtml } from '../server/http.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { anyDevice } from './lockout.ts';
import { isSameOrigin } from '../server/same-origin.ts';

/**
 * The page where a user enters a device code. Codes are short, so wrong ones are counted, for all users together.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8628#section-5.1
 */
export async function deviceCodeEndpoint(
  request: IncomingMessage,
  response: ServerResponse,
  tenant: Tenant,
): Promise<void> {
  const { config } = tenant.directory;
  if (request.method === 'POST' && !isSameOrigin(request)) {
    sendHtml(response, 403, messagePage(config, texts.foreignFormTitle, texts.foreignForm));
  } else if (tenant.lockout.secondsLocked(anyDevice) > 0) {
    sendHtml(response, 429, messagePage(config, texts.deviceTitle, texts.deviceLocked));
  } else if (request.method === 'POST' && !(await hasSession(request, response, tenant))) {
    response.writeHead(303, { Location: request.url ?? '/', 'Cache-Control': 'no-store' }).end();
  } else {
    // Ignore a code in the URL: the user has to enter it.
    request.url = (request.url ?? '/').replace(/\?.*$/, '');
    await tenant.callProvider(request, response);
  }
}

/** Whether the session that holds the form's token still exists. If not, the page is opened again. */
async function hasSession(request: IncomingMessage, response: ServerResponse, { provider }: Tenant): Promise<boolean> {
  const { exp } = await provider.Session.get(provider.createContext(request, response));
  return exp !== undefined;
}
