/** The number of turns that make up the time limit. */
const turns = 10;

/**
 * Detects that the other side of a connection has stopped responding. It counts turns of the event loop instead of
 * time, and each turn reads what has arrived: replies that wait in the socket while this process is busy are not
 * silence.
 */
export class SilenceWatch {
  readonly #limitMs: number;
  readonly #waiting = new Set<(error: Error) => void>();
  readonly #silent: () => Error;
  #counting = false;
  #quietTurns = 0;

  /** @param silent creates the error for those who wait */
  constructor(limitMs: number, silent: () => Error) {
    this.#limitMs = limitMs;
    this.#silent = silent;
  }

  /** Settles as `reply` does, or rejects if nothing at all arrives within the time limit. */
  async wait<T>(reply: Promise<T>): Promise<T> {
    const heard = reply.finally(() => (this.#quietTurns = 0));
    let giveUp: (error: Error) => void = () => {};
    const silence = new Promise<never>((_resolve, reject) => (giveUp = reject));
    this.#waiting.add(giveUp);
    if (!this.#counting) this.#nextTurn();
    try {
      return await Promise.race([heard, silence]);
    } finally {
      this.#waiting.delete(giveUp);
    }
  }

  #nextTurn(): void {
    this.#counting = true;
    setTimeout(() => {
      this.#counting = false;
      this.#quietTurns = this.#waiting.size === 0 ? 0 : this.#quietTurns + 1;
      if (this.#quietTurns >= turns) for (const giveUp of this.#waiting) giveUp(this.#silent());
      else if (this.#waiting.size > 0) this.#nextTurn();
    }, this.#limitMs / turns);
  }
}
