const firstLockSeconds = 60;
/** How many accounts are watched at once; the one that failed longest ago is forgotten first. */
const capacity = 10_000;

interface FailedAttempts {
  failures: number;
  /** How often it was locked without a right entry in between; each time doubles the lock. */
  locks: number;
  /** Milliseconds since 1970. */
  lockedUntil: number;
}

/** Device codes belong to no account yet, so all of them are watched as one. */
export const anyDevice = 'any device';
/** Wrong entries in a row after which it is locked; there are 20⁹ device codes, and many people enter them. */
const thresholdOf = (account: string): number => (account === anyDevice ? 50 : 10);

/**
 * Bounds the guessing of passwords and codes, for each account and whatever browser they come from.
 * @see https://learn.microsoft.com/entra/identity/authentication/howto-password-smart-lockout
 */
export class Lockout {
  readonly #accounts = new Map<string, FailedAttempts>();

  /** For how many seconds an account is still locked; 0 when it is not. */
  secondsLocked(account: string): number {
    const left = (this.#accounts.get(account)?.lockedUntil ?? 0) - Date.now();
    return left > 0 ? Math.ceil(left / 1000) : 0;
  }

  /** Counts a wrong entry and tells how many are left; none means that the account is now locked. */
  fail(account: string): number {
    const attempts = this.#accounts.get(account) ?? { failures: 0, locks: 0, lockedUntil: 0 };
    attempts.failures += 1;
    if (attempts.failures >= thresholdOf(account)) {
      attempts.lockedUntil = Date.now() + firstLockSeconds * 1000 * 2 ** Math.min(attempts.locks, 10);
      attempts.locks += 1;
      attempts.failures = 0;
    }
    this.#accounts.delete(account);
    this.#accounts.set(account, attempts);
    const [oldest] = this.#accounts.keys();
    if (this.#accounts.size > capacity && oldest !== undefined) this.#accounts.delete(oldest);
    return attempts.failures === 0 ? 0 : thresholdOf(account) - attempts.failures;
  }

  /** A right entry ends the row of wrong ones. */
  succeed(account: string): void {
    this.#accounts.delete(account);
  }

  clear(): void {
    this.#accounts.clear();
  }
}
