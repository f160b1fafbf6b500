import axios, { type AxiosResponse } from 'axios';
import { ProxyError } from 'ciam-config';
import { GraphError, type GraphErrorCode } from './graph-error.ts';
import { reasonOf } from './passing-refusals.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface Sent {
  method: Method;
  url: string;
  body?: object;
  headers?: Record<string, string>;
}

export interface Page<T> {
  value: T[];
  '@odata.nextLink'?: string;
}

export function pageOf<T>(response: unknown, path: string): Page<T> {
  const { value, '@odata.nextLink': next }: Partial<Page<T>> = present<object>(Object(response), path);
  const isPage = Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null);
  if (!isPage || (next !== undefined && typeof next !== 'string')) throw strange(path);
  return next === undefined ? { value } : { value, '@odata.nextLink': next };
}

/**
 * Rejects a proxy's page or an empty body, which are not responses of Graph.
 *
 * @throws {GraphError} `graph_refused` for such a body
 */
export function present<T>(response: T | undefined, path: string): T {
  if (typeof response === 'object' && response !== null) return response;
  throw strange(path);
}

export function strange(path: string): GraphError {
  return new GraphError('graph_refused', `${path} did not respond as Microsoft Graph does. Check the proxy.`);
}

export function refused({ method, url }: Sent, response: AxiosResponse): GraphError {
  const { status } = response;
  const { code: graphCode, message, requestId } = reasonOf(response);
  const code = codeOf(status, graphCode);
  const details = [graphCode, message].filter(Boolean).join(': ');
  return new GraphError(
    code,
    `${method} ${new URL(url).pathname} responded with ${status}${details ? ` (${details})` : ''}` +
      `${requestId ? `, request ID ${requestId}` : ''}.`,
    { status, graphCode },
  );
}

function codeOf(status: number, graphCode: string | undefined): GraphErrorCode {
  if (/QuotaExceeded/i.test(graphCode ?? '')) return 'graph_full';
  if (status === 403) return 'graph_forbidden';
  return status === 401 ? 'graph_unauthorized' : 'graph_refused';
}

/** The error has no cause, because an axios error carries the request with the administrator's token. */
export function unreachable({ method, url }: Sent, cause: unknown): GraphError {
  const { host, pathname } = new URL(url);
  if (cause instanceof ProxyError) {
    // Anything else is wrong until it is corrected, and a wrong password that is repeated may lock its user out.
    const code = cause.code === 'proxy_unreachable' ? 'graph_unreachable' : 'graph_refused';
    return new GraphError(code, `${host} cannot be reached. ${cause.message}`);
  }
  const why = axios.isAxiosError(cause) ? (cause.code ?? cause.message) : String(cause);
  return new GraphError('graph_unreachable', `${method} ${pathname} had no response from ${host} (${why}).`);
}
