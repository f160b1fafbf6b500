export type { AdviceEntry } from './advice-entry.ts';
export { advice, type Advice, adviceTable } from './advice.ts';
export { type ClientCredential, readCredential } from './credential.ts';
export { type DescribedClaim, describeClaims } from './describe-claims.ts';
export { msalLoggerOptions, type MsalLogLevel } from './msal-logger-options.ts';
export { createNetworkClient, type NetworkClientOptions } from './network-client.ts';
export { type NetworkErrorCode } from './network-error.ts';
export { redact } from './redact.ts';
export { createRetryingHttpClient, type Retry, type RetryOptions } from './retrying-http-client.ts';
