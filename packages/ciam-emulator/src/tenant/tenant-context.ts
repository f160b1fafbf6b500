import type { MemoryStore } from '../protocol/memory-adapter.ts';
import type { TenantClock } from '../server/clock.ts';
import type { SigningKeys } from '../tokens/signing-keys.ts';
import type { Directory } from './directory.ts';

/** What the protocol and its tokens are made of. */
export interface TenantContext {
  readonly directory: Directory;
  readonly clock: TenantClock;
  readonly keys: SigningKeys;
  readonly store: MemoryStore;
  /** Scheme, host and port it is reached by, unless a request came by another name. */
  readonly origin: string;
  readonly issuer: string;
  /** Tells of a failure of the emulator itself. */
  logUnexpected: (error: unknown) => void;
}
