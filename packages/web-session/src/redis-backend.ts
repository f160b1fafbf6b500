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
    await this.#list(id, ttlMs, sid);
    await this.#ask(() => this.#client.set(this.#session(id), value, px(ttlMs)));
  }

  async replace(id: string, value: string, ttlMs: number): Promise<void> {
    await this.#ask(() => this.#client.set(this.#session(id), value, { ...px(ttlMs), condition: 'XX' }));
  }

  async prolong(id: string, ttlMs: number, sid: string | undefined): Promise<void> {
    await this.#list(id, ttlMs, sid);
    await this.#ask(() => this.#client.pExpire(this.#session(id), ttlMs));
  }

  async remove(id: string): Promise<void> {
    await this.#ask(() => this.#client.del(this.#session(id)));
  }

  async removeBySid(sid: string): Promise<void> {
    const ids = await this.#ask(() => this.#client.sMembers(this.#index(sid)));
    if (ids.length === 0) return;
    await this.#ask(() => Promise.all(ids.map((id) => this.#client.del(this.#session(id)))));
    // By name, for a sign-in may have added another session meanwhile, which must not fall out of the list.
    await this.#ask(() => this.#client.sRem(this.#index(sid), ids));
  }

  /**
   * Lists a session under the service's session id, before it is written: a session that is not listed could not be signed out. Each
   * command has one key, for in a clustered Redis two keys may lie on two nodes.
   */
  async #list(id: string, ttlMs: number, sid: string | undefined): Promise<void> {
    if (sid === undefined) return;
    const index = this.#index(sid);
    // The list lives as long as the longest of its sessions: using an older one must not shorten it.
    const indexMs = Math.max(ttlMs, await this.#ask(() => this.#client.pTTL(index)));
    await this.#ask(() => this.#client.multi().sAdd(index, id).pExpire(index, indexMs).exec());
  }

  /** Writes, because a Redis that is full or a replica still answers PING. */
  async check(): Promise<void> {
    await this.#ask(() => this.#client.set(`${this.#prefix}check`, '', px(5000)));
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
    const reply = command()
      .catch((error: unknown) => {
        if (error instanceof Error && error.message.startsWith('READONLY')) this.#reconnect();
        throw error;
      })
      .finally(() => {
        this.#stalled = false;
        clearTimeout(timer);
      });
    return await Promise.race([reply, deadline]);
  }

  /** After a failover this connection may still lead to what is a replica now; a new one leads to the primary. */
  #reconnect(): void {
    if (!this.#client.isReady) return;
    this.#client.destroy();
    this.#client.connect().catch(() => {});
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
