/** Where session values are kept. Every method may reject; the store above turns that into a SessionStoreError. */
export interface SessionBackend {
  /** `undefined` where there is no such session, or no longer. */
  read(id: string): Promise<{ value: string; remainingMs: number } | undefined>;
  /** Writes a new session, and lists it under the tenant's session id, where there is one. */
  create(id: string, value: string, ttlMs: number, sid: string | undefined): Promise<void>;
  /** Writes a session that is still there; one that has ended meanwhile stays ended. */
  replace(id: string, value: string, ttlMs: number): Promise<void>;
  /** Sets the remaining life of a session that is still there. */
  prolong(id: string, ttlMs: number, sid: string | undefined): Promise<void>;
  remove(id: string): Promise<void>;
  /** Removes every session listed under the tenant's session id. */
  removeBySid(sid: string): Promise<void>;
  /** Rejects when sessions can be neither read nor written now. */
  check(): Promise<void>;
  close(): Promise<void>;
}
