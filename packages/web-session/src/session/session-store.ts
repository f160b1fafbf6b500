import { isRecord } from 'ciam-config';
import type { Request } from 'express';
import session, { type SessionData } from 'express-session';
import { SessionStoreError } from '../errors.ts';
import { RedisError } from '../redis/redis-error.ts';
import type { SessionBackend } from './session-backend.ts';
import { sidOf } from './session-user.ts';

export interface SessionLifetime {
  /** A session ends after this time without use, in milliseconds. */
  idleMs: number;
  /** A session ends this long after the sign-in, even if it is in use, in milliseconds. */
  absoluteMs: number;
}

type Callback<T> = (error?: unknown, value?: T) => void;

/** A session is prolonged at most this often, so that most requests only read. */
const maxProlongEveryMs = 60_000;

/**
 * The store of express-session. It has no `touch`, because express-session would then write to the store on every
 * request and split the response in two. Reading a session prolongs it.
 */
export class SessionStore extends session.Store {
  readonly #backend: SessionBackend;
  readonly #lifetime: SessionLifetime;
  readonly #cookie: SessionData['cookie'];
  /**
   * The value of each session when it was last read or written. A session in here must not be created again once it has
   * ended.
   */
  readonly #stored = new WeakMap<object, string>();

  /** @param cookie the attributes of every session's cookie */
  constructor(backend: SessionBackend, lifetime: SessionLifetime, cookie: SessionData['cookie']) {
    super();
    this.#backend = backend;
    this.#lifetime = lifetime;
    this.#cookie = cookie;
  }

  override get(id: string, callback: Callback<SessionData | null>): void {
    void settle(this.#read(id), callback);
  }

  override set(id: string, data: SessionData, callback?: Callback<void>): void {
    void settle(this.#write(id, data), callback);
  }

  override destroy(id: string, callback?: Callback<void>): void {
    void settle(this.#backend.remove(id), callback);
  }

  override createSession(req: Request, data: SessionData): session.Session & SessionData {
    const created = withUser(super.createSession(req, data), data.user);
    this.#stored.set(created, '');
    return created;
  }

  async #read(id: string): Promise<SessionData | null> {
    const stored = await this.#backend.read(id);
    if (!stored) return null;
    const data = parse(stored.value);
    const ttlMs = data ? this.#ttlMs(data) : 0;
    if (!data || ttlMs <= 0) {
      await this.#backend.remove(id);
      return null;
    }
    const prolongEveryMs = Math.min(maxProlongEveryMs, this.#lifetime.idleMs / 10);
    if (stored.remainingMs < ttlMs - prolongEveryMs) {
      // The session was read, so ignore a failed write. The health check reports a backend that cannot write.
      await this.#backend.prolong(id, ttlMs, sidOf(data.user)).catch(() => {});
    }
    const { user, ...rest } = data;
    return withUser({ ...rest, cookie: this.#cookie }, user);
  }

  async #write(id: string, data: SessionData): Promise<void> {
    const value = JSON.stringify({ ...data, user: data.user, cookie: undefined });
    const before = this.#stored.get(data);
    if (before === value) return;
    if (before === undefined) await this.#backend.create(id, value, this.#ttlMs(data), sidOf(data.user));
    else await this.#backend.replace(id, value, this.#ttlMs(data));
    this.#stored.set(data, value);
  }

  /** The time that is left to a session in use, in milliseconds. */
  #ttlMs({ user }: StoredData): number {
    const { idleMs, absoluteMs } = this.#lifetime;
    return user ? Math.min(idleMs, user.signedInAt + absoluteMs - Date.now()) : idleMs;
  }
}

/**
 * Makes `user` non-enumerable: express-session hashes a session twice in each request to detect changes, and the user
 * never changes.
 */
function withUser<T extends SessionData>(data: T, user: SessionData['user']): T {
  return user ? Object.defineProperty(data, 'user', { value: user }) : data;
}

async function settle<T>(operation: Promise<T>, callback: Callback<T> = () => {}): Promise<void> {
  let value: T;
  try {
    value = await unlessUnavailable(operation);
  } catch (error) {
    callback(error);
    return;
  }
  callback(null, value);
}

/**
 * Turns the error of a backend into a SessionStoreError.
 *
 * @throws {SessionStoreError} when the operation fails
 */
export async function unlessUnavailable<T>(operation: Promise<T>): Promise<T> {
  try {
    return await operation;
  } catch (cause) {
    const refused = cause instanceof RedisError && cause.lasting;
    const message = cause instanceof RedisError ? cause.message : 'The session store does not respond.';
    throw new SessionStoreError(refused ? 'session_store_refused' : 'session_store_unavailable', message, { cause });
  }
}

type StoredData = Omit<SessionData, 'cookie'>;

/**
 * Parses a stored session. A value that this package did not write counts as no session, so the user signs in again.
 */
function parse(value: string): StoredData | undefined {
  try {
    const data: unknown = JSON.parse(value);
    return isStoredData(data) ? data : undefined;
  } catch {
    return undefined;
  }
}

function isStoredData(data: unknown): data is StoredData {
  if (!isRecord(data)) return false;
  const { user }: StoredData = data;
  return user === undefined || (typeof user?.signedInAt === 'number' && isRecord(user.claims));
}
