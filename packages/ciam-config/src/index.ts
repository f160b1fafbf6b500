export { ciamAuthority } from './authority.ts';
export { ConfigurationError } from './configuration-error.ts';
export { decodeAsciiText, decodeText } from './decode-text.ts';
export { discoverTenant, type OpenIdConfiguration, type Tenant } from './discovery.ts';
export { DiscoveryError, type DiscoveryErrorCode } from './discovery-error.ts';
export {
  type Environment,
  environmentText,
  loadEnvironment,
  overlaid,
  readEnvironmentFile,
} from './environment-files.ts';
export { type About, type EnvironmentReader, readEnvironment } from './environment-reader.ts';
export { isGuessable } from './guessable.ts';
export { isGuid, isRecord, isUrl } from './guards.ts';
export { createHttpClient, type HttpClientOptions } from './http-client.ts';
export { type Fresh, keepFresh, type KeepFreshOptions } from './keep-fresh.ts';
export { logoutUri } from './logout-uri.ts';
export { isHost, isLoopback } from './loopback.ts';
export { makeFolder } from './make-folder.ts';
export { ProxyError, type ProxyErrorCode } from './proxy-error.ts';
export { redact, shownAddress } from './redact.ts';
export { shortWords, shownPath } from './short-words.ts';
export { similarName } from './similar-name.ts';
export { readTenantSettings, type TenantSettings } from './tenant-settings.ts';
