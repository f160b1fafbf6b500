import { RedisError } from './redis-error.ts';

/** Reports each cause of an outage once, and its end once. */
export class RedisOutage {
  readonly #onChange: (state: 'ready' | 'lost', cause?: RedisError) => void;
  /** The reported causes of this outage by code, and what will show that each has ended. */
  readonly #causes = new Map<string, 'connection' | 'command'>();
  #announced = false;
  lastCause: RedisError = new RedisError('not_connected_yet');

  constructor(onChange: (state: 'ready' | 'lost', cause?: RedisError) => void) {
    this.#onChange = onChange;
  }

  /** Whether no outage is reported at the moment. */
  get isOver(): boolean {
    return this.#announced;
  }

  begin(cause: RedisError, end: 'connection' | 'command'): void {
    this.lastCause = cause;
    if (this.#causes.has(cause.code)) return;
    this.#causes.set(cause.code, end);
    this.#announced = false;
    this.#onChange('lost', cause);
  }

  /** Redis responds, although it may refuse what sessions need. */
  connected(): void {
    for (const [code, end] of this.#causes) if (end === 'connection') this.#causes.delete(code);
    this.#announce();
  }

  /** Redis did everything that sessions need. */
  end(): void {
    this.#causes.clear();
    this.#announce();
  }

  #announce(): void {
    if (this.#announced || this.#causes.size > 0) return;
    this.#announced = true;
    this.#onChange('ready');
  }
}
