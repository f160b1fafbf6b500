import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Stored {
  payload: AdapterPayload;
  /** Milliseconds since 1970, by the tenant's clock. */
  expiresAt: number;
}

/** Kept after their expiry, so that the response is "expired" and not "unknown". */
const missed = new Set(['AuthorizationCode', 'DeviceCode', 'RefreshToken']);
/** The maximum number of entries of a model: sessions, codes, tokens. The oldest are dropped. */
const capacity = 5000;
/** The number of writes between two sweeps of expired entries. */
const sweepInterval = 2000;

/** Stores oidc-provider's data of one tenant in memory, within limits. */
export class MemoryStore {
  /** By model, such as `Session`, in the order of the last write. */
  readonly #models = new Map<string, Map<string, Stored>>();
  readonly #indexes = new Map<string, string>();
  readonly #grantMembers = new Map<string, Set<string>>();
  readonly #now: () => number;
  #writes = 0;

  /** @param now returns the tenant's time, in milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The number of entries. */
  get size(): { entries: number; indexes: number; grants: number } {
    const entries = [...this.#models.values()].reduce((sum, model) => sum + model.size, 0);
    return { entries, indexes: this.#indexes.size, grants: this.#grantMembers.size };
  }

  clear(): void {
    this.#models.clear();
    this.#indexes.clear();
    this.#grantMembers.clear();
  }

  find(key: string): AdapterPayload | undefined {
    const entry = this.#models.get(modelOf(key))?.get(key);
    return entry && (missed.has(modelOf(key)) || entry.expiresAt > this.#now()) ? entry.payload : undefined;
  }

  findByIndex(index: string): AdapterPayload | undefined {
    const key = this.#indexes.get(index);
    return key === undefined ? undefined : this.find(key);
  }

  set(key: string, payload: AdapterPayload, expiresIn: number = Infinity): void {
    const model = modelOf(key);
    const entries = this.#models.get(model) ?? new Map<string, Stored>();
    this.#models.set(model, entries);
    // The previous entry may be in other indexes.
    this.delete(key);
    entries.set(key, { payload, expiresAt: this.#now() + expiresIn * 1000 });
    for (const index of indexesOf(payload)) this.#indexes.set(index, key);
    if (payload.grantId !== undefined && model !== 'Session') {
      const members = this.#grantMembers.get(payload.grantId) ?? new Set();
      this.#grantMembers.set(payload.grantId, members.add(key));
    }
    this.#writes += 1;
    if (this.#writes % sweepInterval === 0) this.#sweep();
    const [oldest] = entries.keys();
    if (entries.size > capacity && oldest !== undefined) this.delete(oldest);
  }

  delete(key: string): void {
    const entries = this.#models.get(modelOf(key));
    const stored = entries?.get(key);
    if (!entries || !stored) return;
    entries.delete(key);
    for (const index of indexesOf(stored.payload)) if (this.#indexes.get(index) === key) this.#indexes.delete(index);
    const { grantId } = stored.payload;
    if (grantId === undefined) return;
    const members = this.#grantMembers.get(grantId);
    members?.delete(key);
    if (members?.size === 0) this.#grantMembers.delete(grantId);
  }

  deleteGrant(grantId: string): void {
    for (const key of this.#grantMembers.get(grantId) ?? []) this.delete(key);
  }

  /** Returns all entries of a model that have not expired. */
  all(model: string): AdapterPayload[] {
    const now = this.#now();
    const entries = this.#models.get(model) ?? new Map<string, Stored>();
    return [...entries.values()].filter(({ expiresAt }) => expiresAt > now).map(({ payload }) => payload);
  }

  #sweep(): void {
    const now = this.#now();
    for (const [model, entries] of this.#models) {
      if (missed.has(model)) continue;
      for (const [key, { expiresAt }] of entries) if (expiresAt <= now) this.delete(key);
    }
  }
}

function modelOf(key: string): string {
  return key.slice(0, key.indexOf(':'));
}

function indexesOf({ uid, userCode }: AdapterPayload): string[] {
  return [...(uid === undefined ? [] : [`uid:${uid}`]), ...(userCode === undefined ? [] : [`userCode:${userCode}`])];
}

/** Adapts the store to oidc-provider. Clients come from the directory. */
export function memoryAdapter(
  store: MemoryStore,
  findClient: (id: string) => AdapterPayload | undefined,
): AdapterFactory {
  return (model): Adapter => ({
    find: async (id) => (model === 'Client' ? findClient(id) : store.find(`${model}:${id}`)),
    findByUid: async (uid) => store.findByIndex(`uid:${uid}`),
    findByUserCode: async (userCode) => store.findByIndex(`userCode:${userCode}`),
    upsert: async (id, payload, expiresIn) => store.set(`${model}:${id}`, payload, expiresIn),
    // Using a refresh token issues a new one and keeps the old one valid.
    consume: async (id) => {
      const payload = store.find(`${model}:${id}`);
      if (payload && model !== 'RefreshToken') payload.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async (id) => store.delete(`${model}:${id}`),
    revokeByGrantId: async (grantId) => store.deleteGrant(grantId),
  });
}
