import { AxiosError, type InternalAxiosRequestConfig } from 'axios';

export type ProxyErrorCode =
  /** HTTPS_PROXY, HTTP_PROXY or ALL_PROXY is not the address of a proxy. */
  | 'proxy_invalid'
  /** The proxy cannot be reached or does not respond. */
  | 'proxy_unreachable'
  /** The proxy asks for a user and a password, rejects those it got, or needs NTLM or Kerberos. */
  | 'proxy_unauthorized'
  /** The proxy refused to connect to the host. */
  | 'proxy_refused';

/** A request did not get past the proxy. The message says what to do and never contains the credentials. */
export class ProxyError extends AxiosError {
  override readonly name = 'ProxyError';
  override readonly code: ProxyErrorCode;

  constructor(code: ProxyErrorCode, message: string, config?: InternalAxiosRequestConfig, cause?: unknown) {
    super(message, code, config);
    this.code = code;
    // Keeps the underlying network error, which the retries look at, such as one that says that there was no
    // connection.
    if (cause instanceof Error) this.cause = cause.cause instanceof Error ? cause.cause : cause;
  }
}
