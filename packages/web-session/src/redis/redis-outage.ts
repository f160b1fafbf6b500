import { RedisError } from './redis-error.ts';

/** Says once what is wrong with Redis, and once that it is over. */
export class RedisOutage {
  readonly #onChange: (state: 'ready' | 'lost', cause?: RedisError) => void;
  /** What was said of the present outage: each cause by its code, and what its end will show. */
  readonly #causes = new Map<string, 'connection' | 'command'>();
  #announced = false;
  lastCause: RedisError = new RedisError('not_connected_yet');

  constructor(onChange: (state: 'ready' | 'lost', cause?: RedisError) => void) {
    this.#onChange = onChange;
  }

  /** Nothing is wrong, as far as was said. */
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

  /** Redis speaks, though it may refuse what sessions need. */
  connected(): void {
    for (const [code, end] of this.#causes) if (end === 'connection') this.#causes.delete(code);
    this.#announce();
  }

  /** Redis did all that sessions need. */
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
