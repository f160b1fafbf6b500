import { AxiosError, type InternalAxiosRequestConfig } from 'axios';

export type ProxyErrorCode =
  /** HTTPS_PROXY, HTTP_PROXY or ALL_PROXY does not hold the address of a proxy. */
  | 'proxy_invalid'
  /** The proxy itself was not reached, or said nothing. */
  | 'proxy_unreachable'
  /** The proxy wants a user and a password, others than it was given, or a kind of authentication that needs Windows. */
  | 'proxy_unauthorized'
  /** The proxy would not connect to the host. */
  | 'proxy_refused';

/** A request did not get past the proxy. The message says what to do, and holds nothing of the credentials. */
export class ProxyError extends AxiosError {
  override readonly name = 'ProxyError';
  override readonly code: ProxyErrorCode;

  constructor(code: ProxyErrorCode, message: string, config?: InternalAxiosRequestConfig, cause?: unknown) {
    super(message, code, config);
    this.code = code;
    // What an error of the network says beneath, such as that no connection was made, is wanted for deciding about a retry.
    if (cause instanceof Error) this.cause = cause.cause instanceof Error ? cause.cause : cause;
  }
}
