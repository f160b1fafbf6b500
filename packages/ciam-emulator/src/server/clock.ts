/** The machine's own time, whatever stands in the place of `Date` later. */
export const machineNow: () => number = Date.now;

/** A clock was set to no time, or to one too far away. */
export class ClockError extends Error {
  override readonly name = 'ClockError';
  readonly code = 'clock_out_of_range';
}

function checkTime(milliseconds: number): void {
  if (milliseconds >= 0 && milliseconds < Date.UTC(10_000)) return;
  throw new ClockError('The time must lie between the years 1970 and 9999.');
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
   * Moves the time on (or back, when negative). A frozen clock stays frozen at the new time.
   * @throws ClockError outside of the years 1970 to 9999.
   */
  advance(milliseconds: number): void {
    checkTime(this.now() + milliseconds);
    if (this.#frozenAt === undefined) this.#offset += milliseconds;
    else this.#frozenAt += milliseconds;
  }

  /**
   * Stops at the given time, or where it is.
   * @throws ClockError outside of the years 1970 to 9999.
   */
  freeze(at: number = this.now()): void {
    checkTime(at);
    this.#frozenAt = at;
  }

  /** Runs on from where it stood frozen. */
  unfreeze(): void {
    if (this.#frozenAt === undefined) return;
    this.#offset = this.#frozenAt - machineNow();
    this.#frozenAt = undefined;
  }

  /** Back to the machine's own time. */
  reset(): void {
    this.#offset = 0;
    this.#frozenAt = undefined;
  }
}
