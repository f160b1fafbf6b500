import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ICachePlugin, TokenCacheContext } from '@azure/msal-node';
import { makeFolder, type Tenant } from 'ciam-config';
import {
  type CacheDocument,
  type CachedTokens,
  mergeTokens,
  parseCacheDocument,
  parseCachedTokens,
} from './cache-document.ts';
import { replaceFile } from './replace-file.ts';

/** A larger file was not written by this program. */
const maxBytes = 4 * 1024 * 1024;
const maxDiscoveryMs = 24 * 60 * 60 * 1000;

export interface TokenCacheFile extends ICachePlugin {
  /**
   * Returns the tenant from the file. Otherwise calls `discover` and keeps the result for as long as the tenant allows.
   */
  tenant(discover: () => Promise<Tenant>): Promise<Tenant>;
}

/**
 * Keeps MSAL's tokens and the discovered tenant in a file between the runs of a program. Pass it to MSAL as
 * `cache: { cachePlugin }`. Only the file's owner can read it; it is not encrypted. Several processes may use it at once.
 *
 * A file that is damaged, belongs to another program or is not writable counts as absent. Nothing here throws.
 *
 * @param path the result of {@link tokenCachePath}
 * @param warn receives one line, once, if the file cannot be used
 */
export function createTokenCacheFile(path: string, warn: (line: string) => void): TokenCacheFile {
  let base: CachedTokens = {};
  let warned = false;

  const warnOnce = (what: string, error: unknown): void => {
    if (!warned) warn(`The token cache ${path} ${what} (${reasonOf(error)}). Continuing without it.`);
    warned = true;
  };

  const read = (): CacheDocument => {
    try {
      return readDocument(path) ?? { version: 1, tokens: {} };
    } catch (error) {
      warnOnce('cannot be used', error);
      return { version: 1, tokens: {} };
    }
  };

  const update = async (change: (document: CacheDocument) => CacheDocument): Promise<void> => {
    try {
      makePrivateFolder(dirname(path));
      await replaceFile(path, () => JSON.stringify(change(read())));
    } catch (error) {
      warnOnce('cannot be written', error);
    }
  };

  return {
    async tenant(discover) {
      const { discovery } = read();
      const leftMs = (discovery?.until ?? 0) - Date.now();
      // More than a day left means that the clock was set back.
      if (discovery && leftMs > 0 && leftMs <= maxDiscoveryMs) return discovery.tenant;
      const tenant = await discover();
      const until = Date.now() + Math.min(tenant.maxAgeSeconds * 1000, maxDiscoveryMs);
      await update((document) => ({ ...document, discovery: { tenant, until } }));
      return tenant;
    },

    async beforeCacheAccess({ tokenCache }: TokenCacheContext) {
      base = read().tokens;
      tokenCache.deserialize(JSON.stringify(base));
    },

    async afterCacheAccess({ cacheHasChanged, tokenCache }: TokenCacheContext) {
      if (!cacheHasChanged) return;
      const ours = parseCachedTokens(tokenCache.serialize());
      await update((document) => ({ ...document, tokens: mergeTokens(base, ours, document.tokens) }));
    },
  };
}

function readDocument(path: string): CacheDocument | undefined {
  const text = readOwnFile(path);
  if (text === undefined) return undefined;
  try {
    return parseCacheDocument(text);
  } catch (cause) {
    throw new Error('it is damaged, or not a token cache', { cause });
  }
}

/** Checks and reads through one descriptor, because another user might swap the file in between. */
function readOwnFile(path: string): string | undefined {
  const descriptor = openIfThere(path);
  if (descriptor === undefined) return undefined;
  try {
    // With plain numbers, Node's realpathSync would use the type of this file for the next import.
    const file = fstatSync(descriptor, { bigint: true });
    if (!file.isFile()) throw new Error('it is not a file');
    assertOwn(Number(file.uid));
    if (file.size > maxBytes) throw new Error('it is too large');
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function openIfThere(path: string): number | undefined {
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer. Windows does not define these flags, and
    // undefined counts as 0.
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Creates the folder, or reuses it if it belongs to this user. Does not follow a link that another user put there. */
function makePrivateFolder(folder: string): void {
  makeFolder(folder);
  if (!process.getuid) return;
  assertOwn(lstatSync(folder).uid);
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    const { uid, mode } = fstatSync(descriptor);
    assertOwn(uid);
    if ((mode & 0o077) !== 0) fchmodSync(descriptor, 0o700);
  } finally {
    closeSync(descriptor);
  }
}

function assertOwn(uid: number): void {
  if (process.getuid && uid !== process.getuid()) throw new Error('it belongs to another user');
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message;
}
