import { ConfidentialClientApplication } from '@azure/msal-node';
import { createHttpClient, discoverTenant, type Tenant } from 'ciam-config';
import { createNetworkClient, msalLoggerOptions } from 'ciam-msal';
import type { Logger } from 'pino';
import type { Config } from './config.ts';

/** The tenant as it answered, and the one MSAL client that this process signs users in with. */
export interface MsalClient {
  tenant: Tenant;
  client: ConfidentialClientApplication;
}

/** After a refresh that failed, in milliseconds. */
const retryMs = 60_000;

/**
 * Connects to the tenant when first needed, and keeps what it learned for as long as the tenant allows. After that the old answer
 * serves while a new one is fetched, so users neither wait for it nor notice when it fails.
 *
 * @returns a function that rejects with a DiscoveryError while the tenant was never reached
 */
export function lazyMsalClient(config: Config, log: Logger): () => Promise<MsalClient> {
  const http = createHttpClient({ timeoutMs: 5000 });
  let found: MsalClient | undefined;
  let freshUntil = 0;
  let connecting: Promise<MsalClient> | undefined;

  async function connect(): Promise<MsalClient> {
    const tenant = await discoverTenant(config.tenant, { http });
    freshUntil = Date.now() + tenant.maxAgeSeconds * 1000;
    if (found?.tenant.msal.authorityMetadata !== tenant.msal.authorityMetadata) {
      found = { tenant, client: createMsalClient(config, tenant, log) };
      log.info({ issuer: tenant.issuer }, 'Found the tenant.');
    }
    return found;
  }

  const connectOnce = (): Promise<MsalClient> => (connecting ??= connect().finally(() => (connecting = undefined)));

  return async () => {
    if (!found) return connectOnce();
    if (Date.now() >= freshUntil) {
      freshUntil = Date.now() + retryMs;
      connectOnce().catch((err: unknown) =>
        log.warn({ err }, "The tenant's metadata could not be refreshed; the copy from before stays in use."),
      );
    }
    return found;
  };
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
