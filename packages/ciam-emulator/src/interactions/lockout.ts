const firstLockSeconds = 60;
/** How many accounts are watched at once; the one that failed longest ago is forgotten first. */
const capacity = 10_000;

interface Record {
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
  readonly #records = new Map<string, Record>();

  /** For how many seconds an account is still locked; 0 when it is not. */
  secondsLocked(account: string): number {
    const left = (this.#records.get(account)?.lockedUntil ?? 0) - Date.now();
    return left > 0 ? Math.ceil(left / 1000) : 0;
  }

  /** Counts a wrong entry and tells how many are left; none means that the account is now locked. */
  fail(account: string): number {
    const record = this.#records.get(account) ?? { failures: 0, locks: 0, lockedUntil: 0 };
    record.failures += 1;
    if (record.failures >= thresholdOf(account)) {
      record.lockedUntil = Date.now() + firstLockSeconds * 1000 * 2 ** Math.min(record.locks, 10);
      record.locks += 1;
      record.failures = 0;
    }
    this.#records.delete(account);
    this.#records.set(account, record);
    const [oldest] = this.#records.keys();
    if (this.#records.size > capacity && oldest !== undefined) this.#records.delete(oldest);
    return record.failures === 0 ? 0 : thresholdOf(account) - record.failures;
  }

  /** A right entry ends the row of wrong ones. */
  succeed(account: string): void {
    this.#records.delete(account);
  }

  clear(): void {
    this.#records.clear();
  }
}
