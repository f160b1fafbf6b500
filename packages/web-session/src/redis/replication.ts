import { RedisError } from './redis-error.ts';
import type { RedisCommands, Replicas } from './redis-link.ts';

/** What a server does not lose when a replica takes its place: as long as one may, what no replica has does not count. */
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

  /** Learns what the server says of its replicas. */
  learn(replicas: Replicas): void {
    if (replicas === 'following') this.#seen();
    if (replicas === 'none') this.#seenAt = -Infinity;
  }

  /**
   * Resolves when a replica has all that was written before.
   * @throws {RedisError} `not_replicated`
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

  /** While one is under way, those that come share the next: Redis does nothing else on this connection meanwhile. */
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
