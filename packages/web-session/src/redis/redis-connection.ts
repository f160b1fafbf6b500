import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'redis';
import { RedisError, redisError } from './redis-error.ts';
import { SilenceWatch } from './silence-watch.ts';

export interface RedisConnectionOptions {
  /** `redis://…`, or `rediss://…` for TLS. */
  url: string;
  /** How long a request waits while Redis says nothing, in milliseconds (1,000). */
  timeoutMs?: number;
  /** Hears when Redis is lost, once for each cause, and when it is there again. */
  onChange?: (state: 'ready' | 'lost', cause?: RedisError) => void;
}

export type RedisClient = ReturnType<typeof createClient>;

/** A connection with this many intervals of `timeoutMs` without Redis is replaced. */
const patience = 2;

/** One connection to Redis. It is replaced when it is silent or leads to what has become a replica; no command waits for that. */
export class RedisConnection {
  readonly #options: Required<RedisConnectionOptions>;
  readonly #supervision: NodeJS.Timeout;
  #client!: RedisClient;
  #watch!: SilenceWatch;
  /** Redis kept a request waiting and has said nothing since. */
  #silent = false;
  #intervalsWithout = 0;
  /** What `onChange` heard of the present outage: each cause by its code, and what its end will show. */
  readonly #outage = new Map<string, 'connection' | 'command'>();
  #announced = false;
  /** A process that has just started waits for its first connection, once. */
  #tried = false;
  #endFirstTry: () => void = () => {};
  readonly #firstTry = new Promise<void>((resolve) => (this.#endFirstTry = resolve));
  #lastCause = new RedisError('not_connected_yet');

  constructor({ url, timeoutMs = 1000, onChange = () => {} }: RedisConnectionOptions) {
    this.#options = { url, timeoutMs, onChange };
    this.#connect();
    this.#supervision = setInterval(() => this.#supervise(), timeoutMs).unref();
  }

  /**
   * Lets Redis do `command`.
   * @throws {RedisError} when it refuses, is gone, or says nothing for the time limit; at once while that lasts
   */
  async ask<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    if (!this.#tried) {
      await Promise.race([this.#firstTry, delay(this.#options.timeoutMs, undefined, { ref: false })]);
      this.#tried = true;
    }
    if (this.#silent || !this.#client.isReady) throw this.#lastCause;
    const watch = this.#watch;
    try {
      return await watch.wait(command(this.#client).finally(() => this.#heard(watch)));
    } catch (error) {
      const cause = redisError(error);
      if (watch === this.#watch) {
        if (cause.code === 'redis_silent') this.#silent = true;
        if (cause.code === 'READONLY') this.#replace();
      }
      // One broken key is not an outage.
      if (cause.code !== 'WRONGTYPE') this.#lost(cause, cause.lasting ? 'command' : 'connection');
      throw cause;
    }
  }

  /** Says that Redis did all that sessions need. */
  works(): void {
    this.#outage.clear();
    this.#announce();
  }

  async close(): Promise<void> {
    clearInterval(this.#supervision);
    if (this.#client.isReady && !this.#silent) await this.ask((client) => client.close()).catch(() => {});
    if (this.#client.isOpen) this.#client.destroy();
  }

  #connect(): void {
    const client = createRedisClient(this.#options.url, this.#options.timeoutMs);
    const database = client.options?.database ?? 0;
    this.#client = client;
    this.#watch = new SilenceWatch(this.#options.timeoutMs, () => new RedisError('redis_silent'));
    client.on('error', (error: unknown) => {
      this.#endFirstTry();
      if (client === this.#client) this.#lost(redisError(error, { database }), 'connection');
    });
    client.on('ready', () => {
      this.#endFirstTry();
      if (client === this.#client) this.#heard(this.#watch);
    });
    // Rejects only when it was closed before Redis was reached; every failure on the way is an 'error' event.
    client.connect().catch(() => {});
  }

  #heard(watch: SilenceWatch): void {
    if (watch !== this.#watch) return;
    this.#silent = false;
    this.#intervalsWithout = 0;
    for (const [code, end] of this.#outage) if (end === 'connection') this.#outage.delete(code);
    this.#announce();
  }

  #lost(cause: RedisError, end: 'connection' | 'command'): void {
    this.#lastCause = cause;
    if (this.#outage.has(cause.code)) return;
    this.#outage.set(cause.code, end);
    this.#announced = false;
    this.#options.onChange('lost', cause);
  }

  #announce(): void {
    if (this.#announced || this.#outage.size > 0) return;
    this.#announced = true;
    this.#options.onChange('ready');
  }

  /** A frozen server keeps its connections open, so it is asked regularly. */
  #supervise(): void {
    if (this.#client.isReady && !this.#silent) this.ask((client) => client.ping()).catch(() => {});
    else if ((this.#intervalsWithout += 1) >= patience) this.#replace();
  }

  #replace(): void {
    this.#intervalsWithout = 0;
    this.#silent = false;
    if (this.#client.isOpen) this.#client.destroy();
    this.#connect();
  }
}

function createRedisClient(url: string, timeoutMs: number): RedisClient {
  return createClient({
    url,
    // A command that cannot be sent now fails now, instead of after the reconnect.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: timeoutMs,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 1000),
    },
  });
}
