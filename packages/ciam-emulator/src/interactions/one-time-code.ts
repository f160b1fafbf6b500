import { randomInt } from 'node:crypto';
import { texts } from '../pages/texts.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { EntryRefusedError } from './entry-refused-error.ts';
import type { BegunJourney } from './journey.ts';

/** The same length as in real tenants. @see https://learn.microsoft.com/entra/external-id/one-time-passcode */
export const codeDigits = 8;
export const codeMinutes = 30;
/** The number of wrong entries that invalidates a code. */
const attempts = 5;

/**
 * Sends a new code to the journey's address. The previous code becomes invalid.
 *
 * @throws {EntryRefusedError} while the account is locked
 */
export function sendCode({ directory, inbox, lockout }: Tenant, journey: BegunJourney): void {
  refuseLocked(lockout.secondsLocked(journey.email));
  const value = String(randomInt(10 ** codeDigits)).padStart(codeDigits, '0');
  journey.code = { value, expiresAt: Date.now() + codeMinutes * 60_000, attemptsLeft: attempts };
  inbox.send({ to: journey.sentTo ?? journey.email, subject: texts.mailSubject(directory.displayName), code: value });
}

/**
 * Accepts a code as proof that the journey's address belongs to the user.
 *
 * @throws {EntryRefusedError} when the code is wrong, expired or was tried too often, or the account is locked
 */
export function redeemCode({ lockout }: Tenant, journey: BegunJourney, entered: string): void {
  const { code, email } = journey;
  const plain = entered.replaceAll(/\s/g, '');
  if (!plain) throw new EntryRefusedError(texts.codeMissing, 'code');
  refuseLocked(lockout.secondsLocked(email));
  if (!code || code.attemptsLeft <= 0) throw new EntryRefusedError(texts.codeSpent, 'code');
  if (code.expiresAt <= Date.now()) throw new EntryRefusedError(texts.codeExpired, 'code');
  if (plain !== code.value) {
    code.attemptsLeft -= 1;
    const left = lockout.fail(email);
    refuseLocked(lockout.secondsLocked(email));
    const message = code.attemptsLeft > 0 ? texts.codeWrong(Math.min(code.attemptsLeft, left)) : texts.codeSpent;
    throw new EntryRefusedError(message, 'code');
  }
  lockout.succeed(email);
  delete journey.code;
  journey.proven = true;
}

/**
 * Refuses an account that is locked.
 *
 * @throws {EntryRefusedError} when `seconds` is not 0
 */
export function refuseLocked(seconds: number): void {
  if (seconds > 0) throw new EntryRefusedError(texts.locked(seconds));
}
