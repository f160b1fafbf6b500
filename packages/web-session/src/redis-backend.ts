import { createClient } from 'redis';
import type { SessionBackend } from './session-backend.ts';

export interface RedisBackendOptions {
  /** `redis://…`, or `rediss://…` for TLS. */
  url: string;
  /** In front of every key, so that several apps can share one Redis. */
  prefix: string;
  /** How long a request waits for Redis, in milliseconds (1,000). */
  timeoutMs?: number;
  /** Told when Redis is lost and found again. */
  onChange?: (state: 'ready' | 'lost', cause?: unknown) => void;
}

/**
 * Sessions in Redis, for several instances behind any load balancer. A Redis that is gone or frozen costs a request at most
 * `timeoutMs`; the client reconnects by itself.
 */
export class RedisBackend implements SessionBackend {
  readonly #client: ReturnType<typeof connect>;
  readonly #prefix: string;
  readonly #timeoutMs: number;
  /** Redis kept a request waiting and has said nothing since. Nothing is sent meanwhile: writes put off the socket's own time-out. */
  #stalled = false;

  constructor({ url, prefix, timeoutMs = 1000, onChange = () => {} }: RedisBackendOptions) {
    this.#prefix = prefix;
    this.#timeoutMs = timeoutMs;
    this.#client = connect(url, timeoutMs);
    let state: 'ready' | 'lost' | undefined;
    const change = (next: 'ready' | 'lost', cause?: unknown): void => {
      if (state !== next) onChange(next, cause);
      state = next;
    };
    this.#client.on('error', (error: unknown) => change('lost', error));
    this.#client.on('ready', () => {
      this.#stalled = false;
      change('ready');
    });
    // Rejects only when closed before Redis was first reached; every failure on the way is an 'error' event.
    this.#client.connect().catch(() => {});
  }

  async read(id: string): Promise<{ value: string; remainingMs: number } | undefined> {
    const [value, remainingMs] = await this.#ask(() =>
      Promise.all([this.#client.get(this.#session(id)), this.#client.pTTL(this.#session(id))]),
    );
    return value === null ? undefined : { value, remainingMs };
  }

  async create(id: string, value: string, ttlMs: number, sid: string | undefined): Promise<void> {
    const indexMs = await this.#indexMs(sid, ttlMs);
    const transaction = this.#client.multi().set(this.#session(id), value, px(ttlMs));
    if (sid !== undefined) transaction.sAdd(this.#index(sid), id).pExpire(this.#index(sid), indexMs);
    await this.#ask(() => transaction.exec());
  }

  async replace(id: string, value: string, ttlMs: number): Promise<void> {
    await this.#ask(() => this.#client.set(this.#session(id), value, { ...px(ttlMs), condition: 'XX' }));
  }

  async prolong(id: string, ttlMs: number, sid: string | undefined): Promise<void> {
    const indexMs = await this.#indexMs(sid, ttlMs);
    const transaction = this.#client.multi().pExpire(this.#session(id), ttlMs);
    if (sid !== undefined) transaction.sAdd(this.#index(sid), id).pExpire(this.#index(sid), indexMs);
    await this.#ask(() => transaction.exec());
  }

  async remove(id: string): Promise<void> {
    await this.#ask(() => this.#client.del(this.#session(id)));
  }

  async removeBySid(sid: string): Promise<void> {
    const ids = await this.#ask(() => this.#client.sMembers(this.#index(sid)));
    if (ids.length === 0) return;
    // By name, for a sign-in may add another session meanwhile, which must not fall out of the list.
    await this.#ask(() =>
      this.#client
        .multi()
        .del(ids.map((id) => this.#session(id)))
        .sRem(this.#index(sid), ids)
        .exec(),
    );
  }

  /** An index lives as long as the longest of its sessions: using an older one must not shorten it. */
  async #indexMs(sid: string | undefined, ttlMs: number): Promise<number> {
    if (sid === undefined) return ttlMs;
    return Math.max(ttlMs, await this.#ask(() => this.#client.pTTL(this.#index(sid))));
  }

  async check(): Promise<void> {
    await this.#ask(() => this.#client.ping());
  }

  async close(): Promise<void> {
    if (this.#client.isReady && !this.#stalled) await this.#ask(() => this.#client.close()).catch(() => {});
    if (this.#client.isOpen) this.#client.destroy();
  }

  /** Lets Redis answer within the time limit, or rejects. */
  async #ask<T>(command: () => Promise<T>): Promise<T> {
    if (this.#stalled) throw new Error('Redis does not answer.');
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.#stalled = true;
        reject(new Error(`Redis gave no answer within ${this.#timeoutMs} ms.`));
      }, this.#timeoutMs);
    });
    const answer = command().finally(() => {
      this.#stalled = false;
      clearTimeout(timer);
    });
    return await Promise.race([answer, deadline]);
  }

  #session(id: string): string {
    return `${this.#prefix}session:${id}`;
  }

  #index(sid: string): string {
    return `${this.#prefix}sid:${sid}`;
  }
}

const px = (ttlMs: number): { expiration: { type: 'PX'; value: number } } => ({
  expiration: { type: 'PX', value: ttlMs },
});

function connect(url: string, timeoutMs: number) {
  return createClient({
    url,
    // A command that cannot be sent now fails now, instead of after the reconnect.
    disableOfflineQueue: true,
    // A frozen Redis keeps its connections open: ask it regularly, and drop a connection that says nothing.
    pingInterval: timeoutMs,
    socket: {
      connectTimeout: timeoutMs,
      socketTimeout: timeoutMs * 2,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 1000),
    },
  });
}
