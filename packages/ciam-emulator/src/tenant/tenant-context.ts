import type { MemoryStore } from '../protocol/memory-adapter.ts';
import type { TenantClock } from '../server/clock.ts';
import type { SigningKeys } from '../tokens/signing-keys.ts';
import type { Directory } from './directory.ts';

/** The parts of a tenant that the protocol and its tokens need. */
export interface TenantContext {
  readonly directory: Directory;
  readonly clock: TenantClock;
  readonly keys: SigningKeys;
  readonly store: MemoryStore;
  /** The default origin, for requests under no other name. */
  readonly origin: string;
  readonly issuer: string;
  /** Reports an error of the emulator itself. */
  logUnexpected: (error: unknown) => void;
}
