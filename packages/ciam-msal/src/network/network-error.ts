import { AuthError } from '@azure/msal-node';
import axios, { AxiosError, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { isLoopback, ProxyError, type ProxyErrorCode } from 'ciam-config';

/** The `errorCode` of the errors of {@link createNetworkClient}. `fixFor` knows each. */
export type NetworkErrorCode =
  /** The request did not get past the proxy. */
  | ProxyErrorCode
  /** No connection: name not found, refused, unreachable. */
  | 'network_unreachable'
  /** The connection broke or took too long. */
  | 'network_broken'
  /** The server's certificate was not accepted. */
  | 'network_certificate'
  /** 429 or 5xx. */
  | 'service_unavailable'
  /** The response is not JSON, but HTML, for example. */
  | 'response_not_json'
  /** The response is JSON of another program, or a redirect. */
  | 'response_invalid'
  | 'response_too_large'
  /** The program aborted its own signal. */
  | 'request_aborted';

/**
 * Creates an AuthError, the only kind of error that MSAL passes on from its network client unchanged. MSAL replaces
 * other errors, and copies this one without its `cause`, so the message has to say everything.
 */
function networkError(code: NetworkErrorCode, correlationId: string, message: string): AuthError {
  return new AuthError(code, correlationId, message);
}

const fixes: Partial<Record<NetworkErrorCode, string>> = {
  network_unreachable: 'Check TENANT_SUBDOMAIN and AUTHORITY, the network and the proxy.',
  network_broken: 'Try again in a moment.',
};

/** The error of a token request that got no complete response. */
export function requestError(error: unknown, url: string, correlationId: string): AuthError {
  const { code, message } = describeRequestError(error, url);
  const { host, hostname } = new URL(url);
  if (axios.isAxiosError(error) && error.code === 'ECONNREFUSED' && isLoopback(hostname)) {
    const text = `Nothing is listening at ${host}${triedText(error.config)}. Start the local tenant with pnpm demo or pnpm emulator.`;
    return networkError(code, correlationId, text);
  }
  return networkError(code, correlationId, [message, fixes[code] ?? ''].join(' ').trim());
}

/** The error of a token endpoint from which MSAL cannot derive the device authorization endpoint. */
export function noDeviceEndpoint(url: string, correlationId: string): AuthError {
  const { host } = new URL(url);
  const text = `The token endpoint of ${host} does not end in /token, so MSAL finds no endpoint for device codes. Check AUTHORITY.`;
  return networkError('response_invalid', correlationId, text);
}

/** Explains why a request got no complete response, and how often it was tried. */
export function describeRequestError(error: unknown, url: string): { code: NetworkErrorCode; message: string } {
  const { host } = new URL(url);
  if (axios.isCancel(error)) return { code: 'request_aborted', message: `The request to ${host} was canceled.` };
  if (error instanceof ProxyError) return { code: error.code, message: `${host} cannot be reached. ${error.message}` };
  const { code: reason, message, config } = axios.isAxiosError(error) ? error : new AxiosError(String(error));
  const because = `(${reasonOf(error)})${triedText(config)}`;
  if (message.startsWith('maxContentLength')) {
    return { code: 'response_too_large', message: `The response of ${host} is too large.` };
  }
  if (/CERT|^UNABLE_TO_|^ERR_TLS_/.test(reason ?? '')) {
    const text = `The certificate of ${host} was not accepted ${because}. `;
    const fix = 'If a proxy or a private certificate authority issued it, name its certificate in NODE_EXTRA_CA_CERTS.';
    return { code: 'network_certificate', message: text + fix };
  }
  if (unreachable.has(reason ?? '')) {
    return { code: 'network_unreachable', message: `${host} cannot be reached ${because}.` };
  }
  return { code: 'network_broken', message: `No complete response arrived from ${host} ${because}.` };
}

const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** The error of a response that is not JSON, or whose status says that the tenant is busy. */
export function responseError(response: AxiosResponse<string>, url: string, correlationId: string): AuthError {
  const host = new URL(url).host;
  if (isUnavailable(response.status)) {
    const said = /"error_description"\s*:\s*"(AADSTS[^"\\]{0,300})/.exec(response.data)?.[1];
    const text = `${host} responded with status ${response.status}${triedText(response.config)}. Try again in a moment.`;
    return networkError('service_unavailable', correlationId, said ? `${text} It said: ${said}` : text);
  }
  const type = String(response.headers['content-type'] ?? 'no content type');
  const what = /json/i.test(type) ? `${type} that is not a JSON object` : `${type}, not with JSON`;
  const text = `${host} responded with status ${response.status} and ${what}. `;
  return networkError('response_not_json', correlationId, `${text}Check the proxy and AUTHORITY.`);
}

/** The error of a JSON response that is not the tenant's. */
export function invalidResponse(status: number, url: string, correlationId: string): AuthError {
  const text = `${new URL(url).host} responded with status ${status} and JSON that is not a response of the tenant. `;
  return networkError('response_invalid', correlationId, `${text}Check the proxy and AUTHORITY.`);
}

export function isUnavailable(status: number): boolean {
  return status === 429 || status >= 500;
}

/** Returns `, tried 4 times in 12.3 s`, or an empty string after a single attempt. */
export function triedText(config: AxiosRequestConfig | undefined): string {
  const { attempts = 1, ms = 0 } = config?.tried ?? {};
  return attempts > 1 ? `, tried ${attempts} times in ${(ms / 1000).toFixed(1)} s` : '';
}

/** The message of axios when the connection ends during a response. Its code is that of any bad response. */
export const brokenOff = 'stream has been aborted';

/**
 * Returns in a word or two why a request got no complete response: `ECONNRESET`, `ETIMEDOUT`, `the response broke off`.
 */
export function reasonOf(error: unknown): string {
  if (!axios.isAxiosError(error)) return String(error);
  return error.message === brokenOff ? 'the response broke off' : (error.code ?? error.message);
}
