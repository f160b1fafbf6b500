import type { InboxMessage } from '../../interactions/inbox.ts';
import type { Operation } from '../operation.ts';
import { listOf, object, text, timeout, whole } from '../schemas.ts';

const message = whole({ to: text, subject: text, code: text, sentAt: text });
const address = { type: 'string', description: 'an e-mail address' };

export const listMail: Operation<{ to?: string }, readonly InboxMessage[]> = {
  method: 'GET',
  path: '/inbox',
  summary: 'The e-mails a real tenant would have sent, newest first; to one address, or all',
  input: object({ to: address }),
  result: listOf(message),
  run: ({ inbox }, { to }) => (to === undefined ? inbox.messages : inbox.to(to)),
};

export const waitForMail: Operation<{ to: string; timeoutMs?: number }, Promise<InboxMessage>> = {
  method: 'GET',
  path: '/inbox/next',
  summary: 'The newest e-mail to an address; where there is none, waits for the first one',
  input: object({ to: address, timeoutMs: timeout }, ['to']),
  result: message,
  refusals: [408],
  run: ({ inbox }, { to, timeoutMs }) => inbox.waitFor(to, timeoutMs),
};

export const clearInbox: Operation<object, void> = {
  method: 'DELETE',
  path: '/inbox',
  summary: 'Forgets the e-mails',
  run: ({ inbox }) => inbox.clear(),
};
