import { randomUUID } from 'node:crypto';
import type { SessionBackend } from '../session/session-backend.ts';
import { RedisConnection, type RedisClient, type RedisConnectionOptions } from './redis-connection.ts';
import { RedisError } from './redis-error.ts';

export interface RedisBackendOptions extends RedisConnectionOptions {
  /** In front of every key, so that several apps can share one Redis. */
  prefix: string;
}

/**
 * Sessions in Redis, for several instances behind any load balancer. A Redis that is gone or frozen costs a request at most
 * `timeoutMs`; the client reconnects by itself.
 */
export class RedisBackend implements SessionBackend {
  readonly #redis: RedisConnection;
  readonly #prefix: string;

  constructor({ prefix, ...options }: RedisBackendOptions) {
    this.#prefix = prefix;
    this.#redis = new RedisConnection(options);
  }

  async read(id: string): Promise<{ value: string; remainingMs: number } | undefined> {
    const key = this.#session(id);
    const [value, remainingMs] = await this.#onKey(key, (client) => Promise.all([client.get(key), client.pTTL(key)]));
    return value === null ? undefined : { value, remainingMs };
  }

  async create(id: string, value: string, ttlMs: number, sid: string | undefined): Promise<void> {
    await this.#list(id, ttlMs, sid);
    await this.#redis.ask((client) => client.set(this.#session(id), value, px(ttlMs)));
  }

  async replace(id: string, value: string, ttlMs: number): Promise<void> {
    await this.#redis.ask((client) => client.set(this.#session(id), value, { ...px(ttlMs), condition: 'XX' }));
  }

  async prolong(id: string, ttlMs: number, sid: string | undefined): Promise<void> {
    await this.#list(id, ttlMs, sid);
    await this.#redis.ask((client) => client.pExpire(this.#session(id), ttlMs));
  }

  async remove(id: string): Promise<void> {
    await this.#redis.ask((client) => client.del(this.#session(id)));
  }

  async removeBySid(sid: string): Promise<void> {
    const index = this.#index(sid);
    const ids = await this.#onKey(index, (client) => client.sMembers(index));
    if (ids.length === 0) return;
    await this.#redis.ask((client) => Promise.all(ids.map((id) => client.del(this.#session(id)))));
    // By name, because a sign-in may have added another session meanwhile, which must not fall out of the list.
    await this.#redis.ask((client) => client.sRem(index, ids));
  }

  /** Does all that a session needs, because a Redis that is full, a replica or closed to this user still responds to PING. */
  async check(): Promise<void> {
    const id = `check-${randomUUID()}`;
    await this.create(id, id, 5000, id);
    const stored = await this.read(id);
    await this.prolong(id, 5000, id);
    await this.removeBySid(id);
    await this.remove(id);
    if (stored?.value !== id) throw new RedisError('not_stored');
    this.#redis.works();
  }

  async close(): Promise<void> {
    await this.#redis.close();
  }

  /**
   * Lists a session under the tenant's session id, before it is written: a session that is not listed could not be signed out. Each
   * command has one key, for in a clustered Redis two keys may lie on two nodes.
   */
  async #list(id: string, ttlMs: number, sid: string | undefined): Promise<void> {
    if (sid === undefined) return;
    const index = this.#index(sid);
    // The list lives as long as the longest of its sessions: using an older one must not shorten it.
    const indexMs = Math.max(ttlMs, await this.#redis.ask((client) => client.pTTL(index)));
    await this.#onKey(index, (client) => client.multi().sAdd(index, id).pExpire(index, indexMs).exec());
  }

  /** A key that holds something else is not ours. It is removed, because it would otherwise lock its user out for as long as it lives. */
  async #onKey<T>(key: string, command: (client: RedisClient) => Promise<T>): Promise<T> {
    try {
      return await this.#redis.ask(command);
    } catch (error) {
      if (!(error instanceof RedisError && error.code === 'WRONGTYPE')) throw error;
      await this.#redis.ask((client) => client.del(key));
      return await this.#redis.ask(command);
    }
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
