import { createHttpClient, discoverTenant, keepFresh, type Tenant, type TenantSettings } from 'ciam-config';
import { createLocalJWKSet, errors, type CryptoKey, type JWSHeaderParameters, type LocalJWKSet } from 'jose';
import type { Logger } from 'pino';

/** The tenant and its signing keys. */
export interface TenantKeys {
  /**
   * Returns the tenant, loaded if necessary. @throws {TenantUnavailableError} while the tenant has never been reached
   */
  current(): Promise<KnownTenant>;
  /**
   * Returns the key for a token's header. @throws {errors.JWKSNoMatchingKey | TenantUnavailableError} if there is none
   */
  find(header: JWSHeaderParameters): Promise<CryptoKey>;
}

/** The tenant's discovery document or key set could not be loaded. */
export class TenantUnavailableError extends Error {
  override readonly name = 'TenantUnavailableError';
  readonly code = 'tenant_unavailable';
}

interface KnownTenant {
  tenant: Tenant;
  keySet: LocalJWKSet;
}

const minuteMs = 60_000;
/** More reloads a minute than this mean that someone makes up unknown `kid`s. */
const reloadsAMinute = 5;

/**
 * Keeps the tenant's discovery document and keys, and reloads them at once for an unknown `kid`, because keys change
 * without notice. It reloads at most five times a minute, so that forged tokens cannot flood the tenant. Known keys
 * stay in use while the tenant is down, and only the tenant that responded first is trusted. jose's createRemoteJWKSet,
 * in contrast, drops known keys once they are too old, accepts keys that the set assigns to other tenants, and bypasses
 * the proxy.
 */
export function createTenantKeys(settings: TenantSettings, log: Logger): TenantKeys {
  const http = createHttpClient({ timeoutMs: 5_000 });
  const { current, renew } = keepFresh<KnownTenant>({
    load: async (known) => {
      try {
        const tenant = await discoverTenant(settings, { http, known: known?.tenant });
        return { tenant, keySet: createLocalJWKSet(await fetchKeys(http, tenant)) };
      } catch (cause) {
        const message = cause instanceof Error ? cause.message : String(cause);
        log.warn({ reason: message }, 'The tenant could not be loaded.');
        throw new TenantUnavailableError(message, { cause });
      }
    },
    maxAgeSeconds: ({ tenant }) => tenant.maxAgeSeconds,
  });

  let reloads: number[] = [];
  const mayReload = (): boolean => {
    const now = performance.now();
    reloads = reloads.filter((at) => now - at < minuteMs);
    if (reloads.length >= reloadsAMinute) return false;
    reloads.push(now);
    return true;
  };

  let reloading: Promise<KnownTenant> | undefined;
  /** Concurrent requests with a new key share one reload. */
  const reload = (): Promise<KnownTenant> | undefined => {
    if (reloading === undefined && mayReload()) {
      reloading = renew().finally(() => {
        reloading = undefined;
      });
    }
    return reloading;
  };

  return {
    current,
    find: async (header) => {
      const { keySet } = await current();
      try {
        return await keySet(header);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        const reloaded = await reload();
        if (reloaded === undefined) throw error;
        return reloaded.keySet(header);
      }
    },
  };
}

async function fetchKeys(http: ReturnType<typeof createHttpClient>, tenant: Tenant): Promise<{ keys: object[] }> {
  const { data } = await http.get<{ keys: unknown }>(tenant.jwksUri, { responseType: 'json' });
  const keys = Array.isArray(data?.keys) ? data.keys.filter((key) => mayBeOf(tenant, key)) : [];
  if (keys.length === 0) throw new Error(`No keys of the tenant were found at ${tenant.jwksUri}.`);
  return { keys };
}

/**
 * Whether a key may sign for this tenant. Entra names the tenant of each key, and a key that names another one signs
 * for that.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-signing-key
 */
function mayBeOf({ tenantId }: Tenant, key: unknown): key is object {
  if (typeof key !== 'object' || key === null) return false;
  const issuer = 'issuer' in key ? String(key.issuer).toLowerCase() : undefined;
  return issuer === undefined || issuer.includes(tenantId) || issuer.includes('{tenantid}');
}
