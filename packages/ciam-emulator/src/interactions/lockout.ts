const firstLockSeconds = 60;
/** The maximum number of accounts to track. The one whose failure is oldest is dropped. */
const capacity = 10_000;

interface FailedAttempts {
  failures: number;
  /** The number of locks since the last correct entry. Each doubles the duration. */
  locks: number;
  /** Milliseconds since 1970. */
  lockedUntil: number;
}

/** Device codes do not belong to an account yet, so all of them are tracked as one. */
export const anyDevice = 'any device';
/** The number of consecutive wrong entries that locks. There are 20⁹ device codes, and many people enter them. */
const thresholdOf = (account: string): number => (account === anyDevice ? 50 : 10);

/**
 * Limits the guessing of passwords and codes for each account, across all browsers.
 *
 * @see https://learn.microsoft.com/entra/identity/authentication/howto-password-smart-lockout
 */
export class Lockout {
  readonly #accounts = new Map<string, FailedAttempts>();

  /** Returns how many seconds an account is still locked, or 0 if it is not. */
  secondsLocked(account: string): number {
    const left = (this.#accounts.get(account)?.lockedUntil ?? 0) - Date.now();
    return left > 0 ? Math.ceil(left / 1000) : 0;
  }

  /** Counts a wrong entry and returns how many are left. At 0, the account is locked. */
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

  /** Resets the count after a correct entry. */
  succeed(account: string): void {
    this.#accounts.delete(account);
  }

  get size(): number {
    return this.#accounts.size;
  }

  clear(): void {
    this.#accounts.clear();
  }
}
