import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Stored {
  payload: AdapterPayload;
  /** Milliseconds since 1970, by the tenant's clock. */
  expiresAt: number;
}

/** These stay when they have expired, so that the response is "expired" and not "unknown". */
const missed = new Set(['AuthorizationCode', 'DeviceCode', 'RefreshToken']);
/** How many of one model are kept at most: sessions, codes, tokens. Those that were written longest ago go first. */
const capacity = 5000;
/** How many writes lie between two sweeps of what has expired. */
const sweepInterval = 2000;

/** What oidc-provider keeps, in memory and within bounds, for one tenant. */
export class MemoryStore {
  /** By model, such as `Session`; what was written last comes last. */
  readonly #models = new Map<string, Map<string, Stored>>();
  readonly #indexes = new Map<string, string>();
  readonly #grantMembers = new Map<string, Set<string>>();
  readonly #now: () => number;
  #writes = 0;

  /** @param now milliseconds since 1970, by the tenant's clock. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How much is kept. */
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
    // What it said before may stand in other indexes.
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

  /** Everything kept under one model's name that has not expired. */
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

/** The store as oidc-provider's adapter; clients come from the directory. */
export function memoryAdapter(
  store: MemoryStore,
  findClient: (id: string) => AdapterPayload | undefined,
): AdapterFactory {
  return (model): Adapter => ({
    find: async (id) => (model === 'Client' ? findClient(id) : store.find(`${model}:${id}`)),
    findByUid: async (uid) => store.findByIndex(`uid:${uid}`),
    findByUserCode: async (userCode) => store.findByIndex(`userCode:${userCode}`),
    upsert: async (id, payload, expiresIn) => store.set(`${model}:${id}`, payload, expiresIn),
    // A refresh hands out a new refresh token and leaves the old one alive.
    consume: async (id) => {
      const payload = store.find(`${model}:${id}`);
      if (payload && model !== 'RefreshToken') payload.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async (id) => store.delete(`${model}:${id}`),
    revokeByGrantId: async (grantId) => store.deleteGrant(grantId),
  });
}
