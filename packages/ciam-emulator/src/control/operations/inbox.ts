import type { InboxMessage } from '../../interactions/inbox.ts';
import type { Operation } from '../operation.ts';
import { listOf, object, text, timeout, allRequired } from '../schemas.ts';

const message = allRequired({ to: text, subject: text, code: text, sentAt: text });
const address = { type: 'string', description: 'an email address' };

export const listMail: Operation<{ to?: string }, readonly InboxMessage[]> = {
  method: 'GET',
  path: '/inbox',
  summary: 'Lists the emails that a real tenant would have sent, to one address or all, newest first',
  input: object({ to: address }),
  result: listOf(message),
  run: ({ inbox }, { to }) => (to === undefined ? inbox.messages : inbox.to(to)),
};

export const waitForMail: Operation<{ to: string; timeoutMs?: number }, Promise<InboxMessage>> = {
  method: 'GET',
  path: '/inbox/next',
  summary: 'Returns the newest email to an address, or waits for the first one',
  input: object({ to: address, timeoutMs: timeout }, ['to']),
  result: message,
  refusals: [408],
  run: ({ inbox }, { to, timeoutMs }) => inbox.waitFor(to, timeoutMs),
};

export const clearInbox: Operation<object, void> = {
  method: 'DELETE',
  path: '/inbox',
  summary: 'Clears the inbox',
  run: ({ inbox }) => inbox.clear(),
};
