import type { Visit } from './user-agent.ts';

/** A page of the tenant refused a user. The message is the page's. */
export class SignInRefusedError extends Error {
  override readonly name = 'SignInRefusedError';
  readonly code = 'sign_in_refused';

  constructor({ message, title, status }: Visit) {
    super(message || title || `The tenant responded with status ${status} and no page.`);
  }
}
