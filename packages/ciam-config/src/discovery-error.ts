import type { ProxyErrorCode } from './proxy-error.ts';

export type DiscoveryErrorCode =
  | ProxyErrorCode
  /** The address is this machine's own, and no program has that port. */
  | 'nothing_listening'
  /** No response: name not found, connection refused, TLS refused, time-out. */
  | 'discovery_unreachable'
  /** A response that is not a discovery document. */
  | 'discovery_invalid'
  /** AADSTS90002: nothing of that name. */
  | 'tenant_not_found'
  /** The issuer does not belong to the authority, or to the tenant that TENANT_ID names. */
  | 'issuer_mismatch'
  /** TENANT_ID, or the tenant that responded before, is not the one that responded now. */
  | 'tenant_mismatch';

/** The tenant's discovery document could not be had or must not be trusted. The message says what to do. */
export class DiscoveryError extends Error {
  override readonly name = 'DiscoveryError';
  readonly code: DiscoveryErrorCode;

  constructor(code: DiscoveryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
