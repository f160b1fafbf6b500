import { ConfidentialClientApplication } from '@azure/msal-node';
import { discoverTenant, loadEnvironment } from 'ciam-config';
import { createNetworkClient, createRetryingHttpClient, msalLoggerOptions } from 'ciam-msal';
import { createTokenCacheFile, tokenCachePath } from 'ciam-msal/token-cache';
import { ApiError } from './api-error.ts';
import type { Command } from './command-line.ts';
import { readConfig } from './config.ts';
import { createProgress } from './progress.ts';
import { callToDoList, type Result } from './to-do-list.ts';

const folder = `${import.meta.dirname}/..`;

/**
 * The client credentials flow: the daemon authenticates as itself, acquires an access token for the ToDoList API and
 * calls the API.
 *
 * @throws {ConfigurationError} when a setting is missing or wrong
 * @throws {DiscoveryError} when the tenant cannot be discovered
 * @throws {AuthError} of MSAL when the tenant refuses a token
 * @throws {ApiError} when the API cannot be reached or refuses
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export async function run({ operation, cache: useCache, verbose }: Command, signal: AbortSignal): Promise<Result> {
  const progress = createProgress(verbose, (text) => void process.stderr.write(text));

  // 1. Read the settings. The environment overrides apps/daemon/.env, which overrides the .env of the repository.
  const config = readConfig(loadEnvironment(folder), folder);
  const httpOptions = { ...config.http, onAttempt: progress.attempt };
  const http = createRetryingHttpClient({ ...httpOptions, maxResponseBytes: 5 * 1024 * 1024 });
  const cache = useCache ? createTokenCacheFile(tokenCachePath('daemon', config), progress.warn) : undefined;

  // 2. Discover the tenant: its ID and its token endpoint. The cache keeps both for a day.
  const discover = () => discoverTenant(config.tenant, { http, signal });
  const tenant = await (cache ? cache.tenant(discover) : discover());

  // 3. Acquire a token as the app itself. MSAL asks the tenant only if no cached token is valid for another five
  // minutes.
  const msal = new ConfidentialClientApplication({
    auth: { clientId: config.clientId, ...config.credential, ...tenant.msal },
    ...(cache ? { cache: { cachePlugin: cache } } : {}),
    system: {
      networkClient: createNetworkClient({ ...httpOptions, signal }),
      loggerOptions: msalLoggerOptions(progress.msal, verbose ? 'debug' : 'error'),
    },
  });
  const acquireToken = async (skipCache: boolean) => {
    const token = await msal.acquireTokenByClientCredential({ scopes: [config.scope], skipCache });
    if (!token) throw new Error('MSAL gave neither a token nor an error.');
    return token;
  };

  // 4. Call the API. A cached token may predate a change of permissions, so if it is refused, try once more with a new
  // one.
  const api = { http, endpoint: config.apiEndpoint, totalMs: config.http.totalMs };
  const call = (accessToken: string) => callToDoList(api, operation, accessToken, signal);
  const token = await acquireToken(false);
  try {
    return await call(token.accessToken);
  } catch (error) {
    const refused = error instanceof ApiError && (error.code === 'unauthorized' || error.code === 'forbidden');
    if (!refused || !token.fromCache) throw error;
    progress.warn('The API refused the cached token. Trying again with a new one.');
    return await call((await acquireToken(true)).accessToken);
  }
}
