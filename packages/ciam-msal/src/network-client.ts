import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import type { AxiosInstance, AxiosResponse } from 'axios';
import { answerError, isUnavailable, requestError } from './network-error.ts';
import { createRetryingHttpClient, type RetryOptions } from './retrying-http-client.ts';

export interface NetworkClientOptions extends RetryOptions {
  /** Ends a request in flight or a wait; MSAL then throws an AuthError with the code `request_aborted`. */
  signal?: AbortSignal;
}

/**
 * MSAL's way to the network, for `system: { networkClient }`. MSAL's own has no time-out for token requests, no retry, and
 * after one 429 or 5xx refuses to ask again for a minute, for every user of the client; so the retry has to be below it.
 *
 * Each method throws an AuthError whose `errorCode` is a {@link NetworkErrorCode} and whose message says what to do.
 */
export function createNetworkClient(options: NetworkClientOptions = {}): INetworkModule {
  const http = createRetryingHttpClient(options);
  const { signal } = options;
  return {
    sendGetRequestAsync: (url, request, timeout) =>
      send(http, { ...base(url, request, signal), method: 'get', ...(timeout ? { timeout } : {}) }),
    sendPostRequestAsync: (url, request) =>
      send(http, {
        ...base(url, request, signal),
        method: 'post',
        data: request?.body ?? '',
        repeatable: isRepeatable(request),
      }),
  };
}

interface TokenRequest {
  url: string;
  correlationId: string;
  headers: Record<string, string>;
  method: 'get' | 'post';
  signal?: AbortSignal;
  timeout?: number;
  data?: string;
  repeatable?: boolean;
}

function base(url: string, request: NetworkRequestOptions | undefined, signal: AbortSignal | undefined) {
  const correlationId = request?.correlationId ?? '';
  return { url, correlationId, headers: request?.headers ?? {}, ...(signal ? { signal } : {}) };
}

/** A code is good for one use, and a request that broke may have used it up; other grants may be asked for again. */
function isRepeatable(request: NetworkRequestOptions | undefined): boolean {
  return new URLSearchParams(request?.body ?? '').get('grant_type') !== 'authorization_code';
}

async function send<T>(http: AxiosInstance, { correlationId, ...request }: TokenRequest): Promise<NetworkResponse<T>> {
  const response = await http
    .request<string>({ ...request, responseType: 'text', validateStatus: null })
    .catch((error: unknown) => {
      throw requestError(error, request.url, correlationId);
    });
  // Thrown, not returned: MSAL would remember a 5xx and refuse the next requests itself.
  if (isUnavailable(response.status)) throw answerError(response, request.url, correlationId);
  let body: T | string;
  try {
    body = JSON.parse(response.data);
  } catch {
    throw answerError(response, request.url, correlationId);
  }
  if (typeof body !== 'object' || body === null) throw answerError(response, request.url, correlationId);
  return { status: response.status, headers: headersOf(response), body };
}

function headersOf(response: AxiosResponse): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
