/** Stores session values. Every method may reject; SessionStore turns that into a SessionStoreError. */
export interface SessionBackend {
  /** Resolves to `undefined` if the session does not exist or has expired. */
  read(id: string): Promise<{ value: string; remainingMs: number } | undefined>;
  /** Writes a new session, and lists it under the tenant's session ID, if there is one. */
  create(id: string, value: string, ttlMs: number, sid: string | undefined): Promise<void>;
  /** Overwrites an existing session. A session that has ended stays ended. */
  replace(id: string, value: string, ttlMs: number): Promise<void>;
  /** Sets the remaining time of an existing session. */
  prolong(id: string, ttlMs: number, sid: string | undefined): Promise<void>;
  remove(id: string): Promise<void>;
  /** Removes every session that is listed under the tenant's session ID. */
  removeBySid(sid: string): Promise<void>;
  /** Rejects if sessions cannot be read and written at the moment. */
  check(): Promise<void>;
  close(): Promise<void>;
}
