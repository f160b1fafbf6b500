import axios, { type AxiosResponse } from 'axios';
import { isLoopback } from 'ciam-config';
import { describeRequestError, type NetworkErrorCode, retryAfterMs, triedText } from 'ciam-msal';
import type { Operation } from './command-line.ts';
import { fixOfRefusal, readRefusal } from './refusal.ts';

export type ApiErrorCode =
  NetworkErrorCode | 'unauthorized' | 'forbidden' | 'refused' | 'unexpected_response' | 'list_endless';

/** The API could not be reached, refused the request or sent an unexpected response. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ApiErrorCode;
  readonly fix: string | undefined;

  constructor(code: ApiErrorCode, message: string, fix?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.fix = fix;
  }
}

/** The error of a call that got no complete response. */
export function noResponse(error: unknown, endpoint: string, op: Operation['op']): ApiError {
  const { code, message } = describeRequestError(error, endpoint);
  const { code: reason, cause } = axios.isAxiosError(error) ? error : { code: undefined, cause: undefined };
  const isDown = reason === 'ECONNREFUSED' && isLoopback(new URL(endpoint).hostname);
  const fix = isDown
    ? 'Nothing is listening there. Start the API: pnpm demo, or pnpm --filter todolist-api start. Or correct API_ENDPOINT.'
    : fixWithoutResponse(code, op);
  return new ApiError(code, `The API did not respond: ${message}`, fix, { cause });
}

function fixWithoutResponse(code: NetworkErrorCode, op: Operation['op']): string | undefined {
  if (code === 'network_unreachable') return 'Is the API running? Check API_ENDPOINT, the network and the proxy.';
  const wasSent = code !== 'network_certificate';
  return op === 'addToDo' && wasSent ? 'The to-do may have been added anyway. Check with --op getToDos.' : undefined;
}

/** The error of a list that took too long to load. */
export function tooSlow(totalMs: number): ApiError {
  const message = `The API did not send the whole list within ${totalMs / 1000} seconds.`;
  return new ApiError('network_broken', message, 'Raise HTTP_TOTAL_SECONDS if the list is long.');
}

/** The error of a response with an error status. */
export function apiError(op: Operation['op'], response: AxiosResponse<unknown>): ApiError {
  const { status } = response;
  const refusal = readRefusal(response);
  const said = refusal.detail ? `: ${refusal.detail}` : '.';
  if (status === 401 || status === 403) {
    const message = `The API refused the token, with status ${status}${said}`;
    return new ApiError(status === 401 ? 'unauthorized' : 'forbidden', message, fixOfRefusal(op, status, refusal));
  }
  const message = `The API responded with status ${status}${triedText(response.config)}${said}`;
  if (status === 429 || status >= 500) {
    const seconds = Math.ceil(retryAfterMs(response.headers['retry-after']) / 1000);
    const when = seconds > 0 ? `in ${seconds} seconds` : 'in a moment';
    return new ApiError('service_unavailable', message, `Try again ${when}.`);
  }
  return refusal.detail ? new ApiError('refused', message) : unexpectedResponse(response);
}

/** The error of a response that holds no to-do, such as a proxy's page. */
export function unexpectedResponse({ status, headers }: AxiosResponse<unknown>): ApiError {
  const type = String(headers['content-type'] ?? 'no content type');
  const message = `The API responded with status ${status} and something that is not a to-do (${type}).`;
  return new ApiError('unexpected_response', message, 'Check API_ENDPOINT and the proxy.');
}
