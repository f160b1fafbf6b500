export { type ClientCredential, readCredential } from './credential.ts';
export { createNetworkClient, type NetworkClientOptions } from './network-client.ts';
export { type NetworkErrorCode } from './network-error.ts';
export { createRetryingHttpClient, type Retry, type RetryOptions } from './retrying-http-client.ts';
