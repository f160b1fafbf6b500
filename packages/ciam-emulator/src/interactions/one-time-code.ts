import { randomInt } from 'node:crypto';

import { texts } from '../pages/texts.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { EntryRefusedError } from './entry-refused-error.ts';
import type { BegunJourney } from './journey.ts';

/** As real tenants send them. @see https://learn.microsoft.com/entra/external-id/one-time-passcode */
export const codeDigits = 8;
export const codeMinutes = 30;
/** Wrong entries after which a code is no longer good. */
const attempts = 5;

/**
 * Sends a code to the journey's address; the one before is no longer good.
 * @throws EntryRefusedError while the account is locked.
 */
export function sendCode({ directory, inbox, lockout }: Tenant, journey: BegunJourney): void {
  refuseLocked(lockout.secondsLocked(journey.email));
  const value = String(randomInt(10 ** codeDigits)).padStart(codeDigits, '0');
  journey.code = { value, expiresAt: Date.now() + codeMinutes * 60_000, attemptsLeft: attempts };
  inbox.send({ to: journey.sentTo ?? journey.email, subject: texts.mailSubject(directory.displayName), code: value });
}

/**
 * Takes a code as proof that the journey's address is the user's.
 * @throws EntryRefusedError when it is wrong, expired, tried too often, or the account is locked.
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

/** @throws EntryRefusedError unless it is 0. */
export function refuseLocked(seconds: number): void {
  if (seconds > 0) throw new EntryRefusedError(texts.locked(seconds));
}
