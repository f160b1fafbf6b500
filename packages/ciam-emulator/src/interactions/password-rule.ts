import { texts } from '../pages/texts.ts';
import { EntryRefusedError } from './entry-refused-error.ts';

const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{Nd}/u, /[^\p{L}\p{Nd}]/u];

/**
 * Reads a new password, which was entered twice.
 *
 * @throws {EntryRefusedError} when a real tenant would not accept it
 * @see https://learn.microsoft.com/entra/identity/authentication/concept-password-ban-bad-combined-policy
 */
export function readNewPassword(form: URLSearchParams): string {
  const password = form.get('newPassword') ?? '';
  const varied = kinds.filter((kind) => kind.test(password)).length >= 3;
  if (password.length < 8 || password.length > 256 || !varied) {
    throw new EntryRefusedError(texts.newPasswordWeak, 'newPassword');
  }
  if (password !== form.get('confirmPassword')) throw new EntryRefusedError(texts.passwordsDiffer, 'confirmPassword');
  return password;
}
