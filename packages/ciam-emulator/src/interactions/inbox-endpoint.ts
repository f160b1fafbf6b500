import type { IncomingMessage, ServerResponse } from 'node:http';

import { inboxPage } from '../pages/inbox.ts';
import { sendHtml } from '../server/http.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** Shows what would have been mailed; `?to=` to one address alone. */
export async function inboxEndpoint(
  request: IncomingMessage,
  response: ServerResponse,
  { directory, inbox }: Tenant,
): Promise<void> {
  const to = new URL(request.url ?? '/', 'http://localhost').searchParams.get('to');
  const messages = to === null ? inbox.messages : inbox.to(to);
  sendHtml(response, 200, inboxPage(directory.config, messages, to));
}
