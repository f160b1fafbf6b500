import { RedisError } from './redis-error.ts';
import type { RedisCommands, Replicas } from './redis-link.ts';

/**
 * Makes writes wait for a replica, so that they survive a failover. As long as a replica may take over, a write that
 * none has is not confirmed.
 */
export class Replication {
  readonly #waitMs: number;
  readonly #patienceMs: number;
  #seenAt = -Infinity;
  #failing = false;
  #running: Promise<number> | undefined;
  #next: Promise<number> | undefined;

  constructor(timeoutMs: number, patienceMs: number) {
    this.#waitMs = Math.ceil(timeoutMs / 2);
    this.#patienceMs = patienceMs;
  }

  get isThere(): boolean {
    return performance.now() - this.#seenAt <= this.#patienceMs;
  }

  /** Records what the server reports about its replicas. */
  learn(replicas: Replicas): void {
    if (replicas === 'following') this.#seen();
    if (replicas === 'none') this.#seenAt = -Infinity;
  }

  /**
   * Resolves once a replica has everything that was written before.
   *
   * @throws {RedisError} `not_replicated` when no replica confirms in time
   */
  async confirm(commands: RedisCommands): Promise<void> {
    if (this.#failing || (await this.#wait(commands)) === 0) {
      this.#failing = true;
      throw new RedisError('not_replicated');
    }
    this.#seen();
  }

  #seen(): void {
    this.#seenAt = performance.now();
    this.#failing = false;
  }

  /**
   * Callers that arrive while a WAIT is running share the next one, because Redis does nothing else on this connection
   * meanwhile.
   */
  #wait(commands: RedisCommands): Promise<number> {
    if (this.#running) {
      this.#next ??= this.#running.then(
        () => this.#start(commands),
        () => this.#start(commands),
      );
      return this.#next;
    }
    return this.#start(commands);
  }

  #start(commands: RedisCommands): Promise<number> {
    this.#next = undefined;
    this.#running = commands.wait(1, this.#waitMs).finally(() => (this.#running = undefined));
    return this.#running;
  }
}
