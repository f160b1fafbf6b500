import type { ProxyErrorCode } from './proxy-error.ts';

export type DiscoveryErrorCode =
  | ProxyErrorCode
  /** The address is on this machine, and no program listens on its port. */
  | 'nothing_listening'
  /** No response: the name was not found, the connection or TLS was refused, or the request timed out. */
  | 'discovery_unreachable'
  /** The response is not a discovery document. */
  | 'discovery_invalid'
  /** AADSTS90002: there is no tenant of that name. */
  | 'tenant_not_found'
  /** The issuer does not belong to the authority, or to the tenant in TENANT_ID. */
  | 'issuer_mismatch'
  /** The tenant that responded is not the one in TENANT_ID, or not the one that responded before. */
  | 'tenant_mismatch';

/** The tenant's discovery document could not be fetched or must not be trusted. The message says what to do. */
export class DiscoveryError extends Error {
  override readonly name = 'DiscoveryError';
  readonly code: DiscoveryErrorCode;

  constructor(code: DiscoveryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
