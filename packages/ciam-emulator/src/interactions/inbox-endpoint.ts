import type { IncomingMessage, ServerResponse } from 'node:http';
import { inboxPage } from '../pages/inbox.ts';
import { noStore, sendHtml, sendJson } from '../server/http.ts';
import type { Tenant } from '../tenant/tenant.ts';

/**
 * Shows the messages that would have been mailed; `?to=` limits them to one address. Programs that accept JSON get
 * JSON.
 */
export async function inboxEndpoint(
  request: IncomingMessage,
  response: ServerResponse,
  { directory, inbox }: Tenant,
): Promise<void> {
  const to = new URL(request.url ?? '/', 'http://localhost').searchParams.get('to');
  const messages = to === null ? inbox.messages : inbox.to(to);
  if (request.headers.accept?.includes('application/json')) {
    sendJson(response, 200, messages, noStore);
    return;
  }
  sendHtml(response, 200, inboxPage(directory.config, messages, to));
}
