import type { SessionBackend } from './session-backend.ts';

interface Entry {
  value: string;
  expiresAt: number;
  sid: string | undefined;
}

/**
 * Keeps sessions in this process: they end with it, and other processes do not see them. Expired sessions are dropped
 * once a minute.
 */
export class MemoryBackend implements SessionBackend {
  readonly #sessions = new Map<string, Entry>();
  readonly #idsBySid = new Map<string, Set<string>>();
  readonly #pruning: NodeJS.Timeout = setInterval(() => this.#prune(), 60_000).unref();

  /** The number of sessions, including those that expired within the last minute. */
  get size(): number {
    return this.#sessions.size;
  }

  async read(id: string): Promise<{ value: string; remainingMs: number } | undefined> {
    const entry = this.#live(id);
    return entry && { value: entry.value, remainingMs: entry.expiresAt - Date.now() };
  }

  async create(id: string, value: string, ttlMs: number, sid: string | undefined): Promise<void> {
    this.#sessions.set(id, { value, expiresAt: Date.now() + ttlMs, sid });
    if (sid === undefined) return;
    const ids = this.#idsBySid.get(sid);
    if (ids) ids.add(id);
    else this.#idsBySid.set(sid, new Set([id]));
  }

  async replace(id: string, value: string, ttlMs: number): Promise<void> {
    const entry = this.#live(id);
    if (entry) Object.assign(entry, { value, expiresAt: Date.now() + ttlMs });
  }

  async prolong(id: string, ttlMs: number): Promise<void> {
    const entry = this.#live(id);
    if (entry) entry.expiresAt = Date.now() + ttlMs;
  }

  async remove(id: string): Promise<void> {
    const sid = this.#sessions.get(id)?.sid;
    this.#sessions.delete(id);
    if (sid === undefined) return;
    const ids = this.#idsBySid.get(sid);
    ids?.delete(id);
    if (ids?.size === 0) this.#idsBySid.delete(sid);
  }

  async removeBySid(sid: string): Promise<void> {
    for (const id of this.#idsBySid.get(sid) ?? []) this.#sessions.delete(id);
    this.#idsBySid.delete(sid);
  }

  async check(): Promise<void> {}

  async close(): Promise<void> {
    clearInterval(this.#pruning);
  }

  #live(id: string): Entry | undefined {
    const entry = this.#sessions.get(id);
    return entry && entry.expiresAt > Date.now() ? entry : undefined;
  }

  #prune(): void {
    const now = Date.now();
    for (const [id, { expiresAt }] of this.#sessions) if (expiresAt <= now) void this.remove(id);
  }
}
