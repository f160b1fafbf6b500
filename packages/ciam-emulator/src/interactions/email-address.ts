import { texts } from '../pages/texts.ts';
import { EntryRefusedError } from './entry-refused-error.ts';

/** Rejects typing errors. Only sending a code shows whether the address exists. */
const pattern = /^[^\s@<>"'(),:;\\]+@[^\s@<>"'(),:;\\]+\.[^\s@<>"'(),:;\\.]+$/;
/** The maximum length of an address. @see https://www.rfc-editor.org/errata/eid1690 */
const maxLength = 254;

/**
 * Reads the email address from a form, in the form used for comparison.
 *
 * @throws {EntryRefusedError} when it is not an email address
 */
export function readEmail(form: URLSearchParams): string {
  const email = (form.get('email') ?? '').trim().toLowerCase();
  if (email.length > maxLength || !pattern.test(email)) throw new EntryRefusedError(texts.emailMissing, 'email');
  return email;
}
