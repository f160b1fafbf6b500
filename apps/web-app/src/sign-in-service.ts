import { ConfidentialClientApplication } from '@azure/msal-node';
import { createHttpClient, discoverTenant, type Tenant } from 'ciam-config';
import { createNetworkClient, msalLoggerOptions } from 'ciam-msal';
import type { Logger } from 'pino';
import type { Config } from './config.ts';

/** The tenant as it answered, and the one MSAL client that this process signs users in with. */
export interface SignInService {
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
export function connectLazily(config: Config, log: Logger): () => Promise<SignInService> {
  const http = createHttpClient({ timeoutMs: 5000 });
  let service: SignInService | undefined;
  let freshUntil = 0;
  let connecting: Promise<SignInService> | undefined;

  async function connect(): Promise<SignInService> {
    const tenant = await discoverTenant(config.tenant, { http });
    freshUntil = Date.now() + tenant.maxAgeSeconds * 1000;
    if (service?.tenant.msal.authorityMetadata !== tenant.msal.authorityMetadata) {
      service = { tenant, client: createMsalClient(config, tenant, log) };
      log.info({ issuer: tenant.issuer }, 'Found the tenant.');
    }
    return service;
  }

  const connectOnce = (): Promise<SignInService> => (connecting ??= connect().finally(() => (connecting = undefined)));

  return async () => {
    if (!service) return connectOnce();
    if (Date.now() >= freshUntil) {
      freshUntil = Date.now() + retryMs;
      connectOnce().catch((err: unknown) =>
        log.warn({ err }, "The tenant's metadata could not be refreshed; the copy from before stays in use."),
      );
    }
    return service;
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
