import { ConfidentialClientApplication } from '@azure/msal-node';
import { createHttpClient, discoverTenant, keepFresh, type Tenant } from 'ciam-config';
import { createNetworkClient, msalLoggerOptions } from 'ciam-msal';
import type { Logger } from 'pino';
import type { Config } from './config.ts';

/** The discovered tenant, and the MSAL client that signs users in. */
export interface MsalClient {
  tenant: Tenant;
  client: ConfidentialClientApplication;
}

/**
 * Discovers the tenant on first use and caches the result for as long as the tenant allows. After that it keeps using
 * the cached result while it fetches a new one, so users neither wait for the refresh nor notice if it fails.
 *
 * @returns a function that rejects with a DiscoveryError while the tenant was never reached
 */
export function lazyMsalClient(config: Config, log: Logger): () => Promise<MsalClient> {
  const http = createHttpClient({ timeoutMs: 5000 });
  return keepFresh<MsalClient>({
    load: async (previous) => {
      const tenant = await discoverTenant(config.tenant, { http, known: previous?.tenant });
      if (previous?.tenant.msal.authorityMetadata === tenant.msal.authorityMetadata) return previous;
      log.info({ issuer: tenant.issuer }, 'Found the tenant.');
      return { tenant, client: createMsalClient(config, tenant, log) };
    },
    maxAgeSeconds: ({ tenant }) => tenant.maxAgeSeconds,
    onRenewalFailed: (err) =>
      log.warn({ err }, "The tenant's metadata could not be refreshed. The cached copy stays in use."),
  }).current;
}

function createMsalClient(
  { clientId, credential }: Config,
  tenant: Tenant,
  log: Logger,
): ConfidentialClientApplication {
  return new ConfidentialClientApplication({
    auth: { clientId, ...credential, ...tenant.msal },
    system: {
      networkClient: createNetworkClient(),
      loggerOptions: msalLoggerOptions(
        (level, message) => log.debug({ msal: level }, message),
        log.isLevelEnabled('debug') ? 'trace' : 'error',
      ),
    },
  });
}
