import { texts } from '../pages/texts.ts';
import { EntryRefusedError } from './entry-refused-error.ts';

/** Enough to catch a slip; whether it exists is found out by sending a code to it. */
const pattern = /^[^\s@<>"'(),:;\\]+@[^\s@<>"'(),:;\\]+\.[^\s@<>"'(),:;\\.]+$/;
/** @see https://www.rfc-editor.org/errata/eid1690 */
const longest = 254;

/**
 * An address as it was entered, in the form it is compared in.
 * @throws EntryRefusedError when it is none.
 */
export function readEmail(form: URLSearchParams): string {
  const email = (form.get('email') ?? '').trim().toLowerCase();
  if (email.length > longest || !pattern.test(email)) throw new EntryRefusedError(texts.emailMissing, 'email');
  return email;
}
