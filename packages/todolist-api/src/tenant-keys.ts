import { createHttpClient, discoverTenant, type Tenant, type TenantSettings } from 'ciam-config';
import { createLocalJWKSet, errors, type CryptoKey, type JWSHeaderParameters, type LocalJWKSet } from 'jose';
import type { Logger } from 'pino';

/** The tenant, and the keys it signs with. */
export interface TenantKeys {
  /** What is known. @throws {TenantUnavailableError} when the tenant was never reached and is not reached now */
  current(): Promise<KnownTenant>;
  /** The key of a token's header. @throws {errors.JWKSNoMatchingKey | TenantUnavailableError} */
  find(header: JWSHeaderParameters): Promise<CryptoKey>;
}

/** The tenant's discovery document or key set could not be had. */
export class TenantUnavailableError extends Error {
  override readonly name = 'TenantUnavailableError';
  readonly code = 'tenant_unavailable';
}

interface KnownTenant {
  tenant: Tenant;
  /** Another one after each reload. */
  keySet: LocalJWKSet;
  /** Of `performance.now()`. */
  loadedAt: number;
}

const MINUTE_MS = 60_000;
/** A tenant that is reloaded for an unknown `kid` this often in a minute is being asked by someone who makes them up. */
const RELOADS_A_MINUTE = 5;
const RETRY_MS = 1_000;
/** Entra rolls keys over without notice, and asks to look for new ones daily. @see https://learn.microsoft.com/entra/identity-platform/signing-key-rollover */
const MAX_AGE_MS = 24 * 60 * MINUTE_MS;
const MIN_AGE_MS = 5 * MINUTE_MS;

/**
 * Loads the tenant's discovery document and keys at the first use, again in the background after a day, and at once for
 * an unknown `kid`, because keys change without notice; five times a minute at most, or forged tokens could flood the
 * tenant. Known keys stay in use while the tenant is away.
 */
export function createTenantKeys(settings: TenantSettings, log: Logger): TenantKeys {
  const http = createHttpClient({ timeoutMs: 5_000 });
  let known: KnownTenant | undefined;
  let loading: Promise<KnownTenant> | undefined;
  let failure: { error: TenantUnavailableError; at: number } | undefined;
  let loads: number[] = [];

  const load = async (): Promise<KnownTenant> => {
    const at = performance.now();
    if (failure && at - failure.at < RETRY_MS) throw failure.error;
    loading ??= fetchTenant().finally(() => (loading = undefined));
    return loading;
  };

  const fetchTenant = async (): Promise<KnownTenant> => {
    try {
      const tenant = await discoverTenant(settings, { http });
      const keySet = createLocalJWKSet(await fetchKeys(tenant.jwksUri));
      known = { tenant, keySet, loadedAt: performance.now() };
      failure = undefined;
      return known;
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      const error = new TenantUnavailableError(message, { cause });
      failure = { error, at: performance.now() };
      log.warn({ reason: message }, 'The tenant could not be loaded.');
      throw error;
    }
  };

  const fetchKeys = async (uri: string): Promise<{ keys: object[] }> => {
    const { data } = await http.get<{ keys: object[] }>(uri, { responseType: 'json' });
    if (!Array.isArray(data?.keys) || data.keys.length === 0) throw new Error(`No keys were found at ${uri}.`);
    return data;
  };

  const current = async (): Promise<KnownTenant> => {
    if (!known) return load();
    const maxAge = Math.max(MIN_AGE_MS, Math.min(known.tenant.maxAgeSeconds * 1_000, MAX_AGE_MS));
    if (performance.now() - known.loadedAt > maxAge) void load().catch(() => {});
    return known;
  };

  const mayReload = (): boolean => {
    const now = performance.now();
    loads = loads.filter((at) => now - at < MINUTE_MS);
    if (loads.length >= RELOADS_A_MINUTE) return false;
    loads.push(now);
    return true;
  };

  return {
    current,
    find: async (header) => {
      const { keySet } = await current();
      try {
        return await keySet(header);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || !mayReload()) throw error;
        const reloaded = await load();
        return reloaded.keySet(header);
      }
    },
  };
}
