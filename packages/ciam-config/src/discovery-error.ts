export type DiscoveryErrorCode =
  /** No answer: name not found, connection refused, TLS refused, time-out. */
  | 'discovery_unreachable'
  /** An answer that is no discovery document. */
  | 'discovery_invalid'
  /** AADSTS90002: nothing of that name. */
  | 'tenant_not_found'
  /** The issuer belongs neither to the authority nor to the tenant's own GUID host. */
  | 'issuer_mismatch'
  /** TENANT_ID, or the tenant that answered before, is not the one that answered now. */
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
