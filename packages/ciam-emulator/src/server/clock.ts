/** The machine's own time, even if `Date` is replaced later. */
export const machineNow: () => number = Date.now;

/** A clock was set to an invalid time, or to one out of range. */
export class ClockError extends Error {
  override readonly name = 'ClockError';
  readonly code = 'clock_out_of_range';
}

function checkTime(milliseconds: number): void {
  if (milliseconds >= 0 && milliseconds < Date.UTC(10_000)) return;
  throw new ClockError('The time must be between the years 1970 and 9999.');
}

/** The time of one tenant, in milliseconds since 1970. */
export class TenantClock {
  #offset = 0;
  #frozenAt: number | undefined;

  now(): number {
    return this.#frozenAt ?? machineNow() + this.#offset;
  }

  /** Whole seconds, as JWTs count. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /**
   * Advances the time, or sets it back if negative. A frozen clock stays frozen at the new time.
   *
   * @throws {ClockError} outside of the years 1970 to 9999.
   */
  advance(milliseconds: number): void {
    checkTime(this.now() + milliseconds);
    if (this.#frozenAt === undefined) this.#offset += milliseconds;
    else this.#frozenAt += milliseconds;
  }

  /**
   * Stops the clock at the given time, or at the current time.
   *
   * @throws {ClockError} outside of the years 1970 to 9999.
   */
  freeze(at: number = this.now()): void {
    checkTime(at);
    this.#frozenAt = at;
  }

  /** Restarts the clock from the time at which it was frozen. */
  unfreeze(): void {
    if (this.#frozenAt === undefined) return;
    this.#offset = this.#frozenAt - machineNow();
    this.#frozenAt = undefined;
  }

  /** Returns to the machine's time. */
  reset(): void {
    this.#offset = 0;
    this.#frozenAt = undefined;
  }
}
