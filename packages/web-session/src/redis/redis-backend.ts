import { randomUUID } from 'node:crypto';
import type { SessionBackend } from '../session/session-backend.ts';
import { RedisConnection, type RedisConnectionOptions } from './redis-connection.ts';
import { RedisError } from './redis-error.ts';
import type { RedisCommands } from './redis-link.ts';

export interface RedisBackendOptions extends RedisConnectionOptions {
  /** The prefix of every key, so that several apps can share one Redis. */
  prefix: string;
}

/**
 * Keeps sessions in Redis, for several instances behind any load balancer. If Redis is down or frozen, a request waits
 * at most `timeoutMs`. The client reconnects automatically.
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
    const [value, remainingMs] = await this.#onKey(key, 'ask', (redis) =>
      Promise.all([redis.get(key), redis.pTTL(key)]),
    );
    return value === null ? undefined : { value, remainingMs };
  }

  async create(id: string, value: string, ttlMs: number, sid: string | undefined): Promise<void> {
    await this.#list(id, ttlMs, sid);
    const key = this.#session(id);
    await this.#redis.write(key, (redis) => redis.set(key, value, px(ttlMs)));
  }

  async replace(id: string, value: string, ttlMs: number): Promise<void> {
    const key = this.#session(id);
    await this.#redis.write(key, (redis) => redis.set(key, value, { ...px(ttlMs), condition: 'XX' }));
  }

  async prolong(id: string, ttlMs: number, sid: string | undefined): Promise<void> {
    await this.#list(id, ttlMs, sid);
    const key = this.#session(id);
    await this.#redis.ask(key, (redis) => redis.pExpire(key, ttlMs));
  }

  async remove(id: string): Promise<void> {
    const key = this.#session(id);
    await this.#redis.write(key, (redis) => redis.del(key));
  }

  async removeBySid(sid: string): Promise<void> {
    const index = this.#index(sid);
    const ids = await this.#onKey(index, 'ask', (redis) => redis.sMembers(index));
    if (ids.length === 0) return;
    await Promise.all(ids.map((id) => this.remove(id)));
    // Remove these IDs only: a sign-in may have added another session meanwhile, which must stay in the list.
    await this.#redis.write(index, (redis) => redis.sRem(index, ids));
  }

  /**
   * Runs every command that a session needs: a Redis that is full, a replica or closed to this user still responds to
   * PING.
   */
  async check(): Promise<void> {
    await this.#redis.checkServers();
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
    this.#redis.close();
  }

  /**
   * Lists a session under the tenant's session ID before it is written, because a session that is not listed could not
   * be signed out. Each command uses one key, because in a cluster two keys may be on two nodes.
   */
  async #list(id: string, ttlMs: number, sid: string | undefined): Promise<void> {
    if (sid === undefined) return;
    const index = this.#index(sid);
    // The list lives as long as its longest session. Using an older session must not shorten it.
    const indexMs = Math.max(ttlMs, await this.#redis.ask(index, (redis) => redis.pTTL(index)));
    await this.#onKey(index, 'write', (redis) => redis.multi().sAdd(index, id).pExpire(index, indexMs).exec());
  }

  /**
   * Runs a command, and removes the key if its value has another type. We did not write it, and it would lock its user
   * out for as long as it lives.
   */
  async #onKey<T>(key: string, how: 'ask' | 'write', command: (redis: RedisCommands) => Promise<T>): Promise<T> {
    try {
      return await this.#redis[how](key, command);
    } catch (error) {
      if (!(error instanceof RedisError && error.code === 'WRONGTYPE')) throw error;
      await this.#redis.ask(key, (redis) => redis.del(key));
      return await this.#redis[how](key, command);
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
