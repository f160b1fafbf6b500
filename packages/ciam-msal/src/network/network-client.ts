import { AuthError, type INetworkModule, type NetworkRequestOptions, type NetworkResponse } from '@azure/msal-node';
import type { AxiosRequestConfig, AxiosResponse } from 'axios';
import { createDeviceCodes, type DeviceCodeOptions, throwIfError } from '../device-code/device-codes.ts';
import { responseError, isUnavailable, requestError } from './network-error.ts';
import { createRetryingHttpClient, type RetryOptions } from './retrying-http-client.ts';

export interface NetworkClientOptions extends RetryOptions, DeviceCodeOptions {
  /** Ends a request in flight or a wait; MSAL then throws an AuthError with the code `request_aborted`. */
  signal?: AbortSignal;
}

/**
 * MSAL's way to the network, for `system: { networkClient }`. MSAL's own has no time-out for token requests, no retry, and
 * after one 429 or 5xx refuses to ask again for a minute, for every user of the client; so the retry has to be below it.
 * The token request of a device code returns when the user is done: this client polls, not MSAL.
 *
 * Each method throws an AuthError whose `errorCode` is a {@link NetworkErrorCode} and whose message says what to do; of the
 * device code flow it is the tenant's `error`, or `expired_token`.
 */
export function createNetworkClient(options: NetworkClientOptions = {}): INetworkModule {
  const http = createRetryingHttpClient(options);
  const httpOnce = createRetryingHttpClient({ ...options, attempts: 1 });
  const deviceCodes = createDeviceCodes(options);
  const { signal } = options;
  const send: Send = (config) => http.request(config);
  return {
    sendGetRequestAsync: (url, request, timeout) =>
      exchange(send, { ...base(url, request, signal), method: 'get', ...(timeout ? { timeout } : {}) }),
    sendPostRequestAsync: async <T>(url: string, request?: NetworkRequestOptions) => {
      const form = new URLSearchParams(request?.body ?? '');
      const post: TokenRequest = {
        ...base(url, request, signal),
        method: 'post',
        data: request?.body ?? '',
        repeatable: isRepeatable(form),
      };
      const deviceCode = isDeviceCodeGrant(form) ? form.get('device_code') : null;
      if (deviceCode !== null) {
        const { correlationId } = post;
        const poll: Send = (config) =>
          deviceCodes.wait(deviceCode, correlationId, (until) => httpOnce.request({ ...config, signal: until }));
        const response = await exchange<T>(poll, post);
        throwIfError(response.body, correlationId);
        return response;
      }
      const response = await exchange<T>(send, post);
      if (isDeviceAuthorization(url)) deviceCodes.note(response.body, post.correlationId);
      return response;
    },
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
function isRepeatable(form: URLSearchParams): boolean {
  return form.get('grant_type') !== 'authorization_code';
}

/** MSAL sends the short form; the RFC's is the URN. @see RFC 8628 §3.4 */
function isDeviceCodeGrant(form: URLSearchParams): boolean {
  return ['device_code', 'urn:ietf:params:oauth:grant-type:device_code'].includes(form.get('grant_type') ?? '');
}

/** MSAL makes the device authorization endpoint from the token endpoint in this way. */
function isDeviceAuthorization(url: string): boolean {
  return new URL(url).pathname.endsWith('/devicecode');
}

type Send = (config: AxiosRequestConfig) => Promise<AxiosResponse<string>>;

async function exchange<T>(send: Send, { correlationId, ...request }: TokenRequest): Promise<NetworkResponse<T>> {
  const response = await send({ ...request, responseType: 'text', validateStatus: null }).catch((error: unknown) => {
    throw error instanceof AuthError ? error : requestError(error, request.url, correlationId);
  });
  // Thrown, not returned: MSAL would remember a 5xx and refuse the next requests itself.
  if (isUnavailable(response.status)) throw responseError(response, request.url, correlationId);
  let body: T | string;
  try {
    body = JSON.parse(response.data);
  } catch {
    throw responseError(response, request.url, correlationId);
  }
  if (typeof body !== 'object' || body === null) throw responseError(response, request.url, correlationId);
  return { status: response.status, headers: headersOf(response), body };
}

function headersOf(response: AxiosResponse): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
