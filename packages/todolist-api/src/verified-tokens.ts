import { hash } from 'node:crypto';
import type { Caller } from './verify-token.ts';

/** A token that was found good, for as long as the keys are the ones it was checked with. */
export interface VerifiedToken {
  caller: Caller;
  /** Seconds since 1970. */
  notBefore: number;
  expires: number;
  /** The tenant's keys as they were; a reload makes another object. */
  keySet: object;
}

const most = 1_000;

/**
 * Remembers good tokens, because checking a signature costs more than all the rest of a request. A daemon's token comes
 * with each of its calls for an hour. Only a hash of the token is kept; the longest unused is forgotten first.
 */
export class VerifiedTokens {
  readonly #tokens = new Map<string, VerifiedToken>();

  get(token: string, keySet: object): VerifiedToken | undefined {
    const key = digest(token);
    const verified = this.#tokens.get(key);
    if (!verified) return undefined;
    this.#tokens.delete(key);
    if (verified.keySet !== keySet) return undefined;
    this.#tokens.set(key, verified);
    return verified;
  }

  add(token: string, verified: VerifiedToken): void {
    this.#tokens.set(digest(token), verified);
    if (this.#tokens.size <= most) return;
    const [oldest] = this.#tokens.keys();
    if (oldest !== undefined) this.#tokens.delete(oldest);
  }
}

function digest(token: string): string {
  return hash('sha256', token, 'base64url');
}
