import { isRecord, type Tenant } from 'ciam-config';

/** MSAL's serialized cache: entities by kind and key. */
export type CachedTokens = Record<string, Record<string, unknown>>;

/** The content of the cache file. */
export interface CacheDocument {
  version: 1;
  tokens: CachedTokens;
  /** The discovered tenant, and the end of its validity in milliseconds since 1970. */
  discovery?: { tenant: Tenant; until: number };
}

/**
 * Parses the content of the cache file.
 *
 * @throws {Error} when the text is not a cache document of this version
 */
export function parseCacheDocument(text: string): CacheDocument {
  const document: unknown = JSON.parse(text);
  if (!isRecord(document) || document['version'] !== 1 || !isCachedTokens(document['tokens'])) {
    throw new Error('not a cache document of version 1');
  }
  const { discovery } = document;
  return { version: 1, tokens: document['tokens'], ...(isDiscovery(discovery) ? { discovery } : {}) };
}

/**
 * Parses MSAL's serialized cache.
 *
 * @throws {Error} when the text is not a serialized cache of MSAL
 */
export function parseCachedTokens(text: string): CachedTokens {
  const tokens: unknown = JSON.parse(text);
  if (!isCachedTokens(tokens)) throw new Error('not a serialized token cache');
  return tokens;
}

/**
 * Merges the changes of two processes to the same cache: applies what this process added, changed or removed since
 * `base` to the current content of the file.
 */
export function mergeTokens(base: CachedTokens, ours: CachedTokens, theirs: CachedTokens): CachedTokens {
  const kinds = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return Object.fromEntries(
    [...kinds].map((kind) => [kind, merge(base[kind] ?? {}, ours[kind] ?? {}, theirs[kind] ?? {})]),
  );
}

function merge(base: CachedTokens[string], ours: CachedTokens[string], theirs: CachedTokens[string]) {
  const changed = Object.entries(ours).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(base[key]));
  const kept = Object.entries(theirs).filter(([key]) => Object.hasOwn(ours, key) || !Object.hasOwn(base, key));
  return Object.fromEntries([...kept, ...changed]);
}

function isCachedTokens(value: unknown): value is CachedTokens {
  return isRecord(value) && Object.values(value).every((kind) => isRecord(kind) && Object.values(kind).every(isRecord));
}

function isDiscovery(value: unknown): value is { tenant: Tenant; until: number } {
  if (!isRecord(value) || typeof value['until'] !== 'number' || !isRecord(value['tenant'])) return false;
  const { tenantId, issuer, jwksUri, maxAgeSeconds, metadata, msal } = value['tenant'];
  const texts = [tenantId, issuer, jwksUri];
  return (
    texts.every((text) => typeof text === 'string') &&
    typeof maxAgeSeconds === 'number' &&
    isRecord(metadata) &&
    isMsal(msal)
  );
}

function isMsal(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value['authority'] === 'string' &&
    typeof value['authorityMetadata'] === 'string' &&
    Array.isArray(value['knownAuthorities'])
  );
}
