import { EncryptJWT, jwtDecrypt } from 'jose';
import { encryptionKey } from '../encryption-key.ts';

/** The part of MSAL Node's cache context that a plugin needs. @see ICachePlugin of @azure/msal-node */
interface CacheContext {
  cacheHasChanged: boolean;
  tokenCache: { serialize(): string; deserialize(cache: string): void };
}

export interface TokenCachePlugin {
  beforeCacheAccess(context: CacheContext): Promise<void>;
  afterCacheAccess(context: CacheContext): Promise<void>;
}

/** The object that holds the tokens of one user: `req.session`, or another one while there is no session yet. */
interface TokenHolder {
  tokens?: string;
}

declare module 'express-session' {
  interface SessionData {
    /** This user's part of MSAL's cache, encrypted. */
    tokens?: string;
  }
}

/**
 * Keeps each user's MSAL tokens, encrypted, in that user's session: every instance has them, and they end with the
 * session. An access token, a refresh token and an ID token add about 10 kB to a session.
 *
 * @example
 * const client = clientFor(tokenCache.of(req.session)); // A separate client for each request.
 */
export class SessionTokenCache {
  readonly #keys: Uint8Array[];

  /** @param secrets the first encrypts, each decrypts */
  constructor(secrets: readonly string[]) {
    this.#keys = secrets.map((secret) => encryptionKey(secret, 'tokens'));
  }

  /** Creates a cache plugin for the MSAL client of one user. */
  of(holder: TokenHolder): TokenCachePlugin {
    return {
      beforeCacheAccess: async ({ tokenCache }) => {
        const cache = await this.#open(holder.tokens);
        if (cache !== undefined) tokenCache.deserialize(cache);
      },
      afterCacheAccess: async ({ cacheHasChanged, tokenCache }) => {
        if (cacheHasChanged) holder.tokens = await this.#seal(tokenCache.serialize());
      },
    };
  }

  async #seal(cache: string): Promise<string> {
    const [key] = this.#keys;
    if (!key) throw new TypeError('A token cache needs at least one secret.');
    return new EncryptJWT({ cache }).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(key);
  }

  /** Decrypts the tokens. Returns undefined if no secret fits, so the user signs in again. */
  async #open(sealed: string | undefined): Promise<string | undefined> {
    if (sealed === undefined) return undefined;
    for (const key of this.#keys) {
      const opened = await jwtDecrypt<{ cache: string }>(sealed, key).catch(() => undefined);
      if (opened) return opened.payload.cache;
    }
    return undefined;
  }
}
