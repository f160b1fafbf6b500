import { currentContext } from './request-context.ts';

// A test may put another Date into the place of this one, and take it away before or after the tenant ends.
const machineDate = Date;
const machineNow = Date.now;
let installations = 0;

/** The time in seconds by which clients sign their assertions: the machine's own, or that of a test's Date. */
export function machineSeconds(): number {
  return Math.floor((Date === machineDate ? machineNow() : Date.now()) / 1000);
}

/**
 * Lets `Date.now()` tell each tenant's own time inside its requests, because oidc-provider reads the time nowhere else.
 * It is the same for the whole process, so it is counted: the last one to leave puts the original back.
 */
export function installTenantTime(): () => void {
  installations += 1;
  machineDate.now = () => currentContext()?.clock.now() ?? machineNow();
  let installed = true;
  return () => {
    if (!installed) return;
    installed = false;
    installations -= 1;
    if (installations === 0) machineDate.now = machineNow;
  };
}

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
