import { AuthError, type INetworkModule, type NetworkRequestOptions, type NetworkResponse } from '@azure/msal-node';
import type { AxiosRequestConfig, AxiosResponse } from 'axios';
import { isRecord } from 'ciam-config';
import type { DeviceCodeOptions } from '../device-code/device-codes.ts';
import { invalidResponse, isUnavailable, noDeviceEndpoint, requestError, responseError } from './network-error.ts';
import { createRetryingHttpClient, type RetryOptions } from './retrying-http-client.ts';
import { isDeviceCodeResponse, isTokenResponse } from './token-response.ts';

export interface NetworkClientOptions extends RetryOptions, DeviceCodeOptions {
  /** Aborts a running request or wait. MSAL then throws an AuthError with the code `request_aborted`. */
  signal?: AbortSignal;
}

/**
 * Creates the network client for MSAL's `system: { networkClient }`. MSAL's own client has no time-out for token
 * requests and no retry. After one 429 or 5xx, MSAL refuses further requests for a minute, for every user of the
 * client, so the retry has to happen here, below MSAL. For a device code, the token request returns only when the user
 * is done: this client polls, not MSAL.
 *
 * Each method throws an AuthError whose `errorCode` is a {@link NetworkErrorCode} and whose message says what to do. In
 * the device code flow, `errorCode` may also be the tenant's `error` or `expired_token`.
 */
export function createNetworkClient(options: NetworkClientOptions = {}): INetworkModule {
  const http = createRetryingHttpClient(options);
  const httpOnce = createRetryingHttpClient({ ...options, attempts: 1 });
  /** Imported with the first device code, because other flows do not need it. */
  let loading: ReturnType<typeof loadDeviceCodes> | undefined;
  const loadOnce = () => (loading ??= loadDeviceCodes(options));
  const { signal } = options;
  const send: Send = (config) => http.request(config);
  return {
    sendGetRequestAsync: (url, request, timeout) => {
      const get: TokenRequest = { ...base(url, request, signal), method: 'get', ...(timeout ? { timeout } : {}) };
      return exchange(send, get, () => true);
    },
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
        const { deviceCodes, throwIfError } = await loadOnce();
        const poll: Send = (config) =>
          deviceCodes.wait(deviceCode, correlationId, (until) => httpOnce.request({ ...config, signal: until }));
        const response = await exchange<T>(poll, post, isTokenResponse);
        throwIfError(response.body, correlationId);
        return response;
      }
      if (form.has('grant_type')) return exchange<T>(send, post, isTokenResponse);
      if (!isDeviceAuthorization(url)) throw noDeviceEndpoint(url, post.correlationId);
      const response = await exchange<T>(send, post, isDeviceCodeResponse);
      const { deviceCodes } = await loadOnce();
      deviceCodes.note(response.body, post.correlationId);
      return response;
    },
  };
}

async function loadDeviceCodes(options: DeviceCodeOptions) {
  const { createDeviceCodes, throwIfError } = await import('../device-code/device-codes.ts');
  return { deviceCodes: createDeviceCodes(options), throwIfError };
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

/**
 * Whether a token request may be repeated. An authorization code works once, and a broken request may have used it;
 * other grants may be sent again.
 */
function isRepeatable(form: URLSearchParams): boolean {
  return form.get('grant_type') !== 'authorization_code';
}

/**
 * MSAL sends the short form, while the RFC defines the URN.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8628#section-3.4
 */
function isDeviceCodeGrant(form: URLSearchParams): boolean {
  return ['device_code', 'urn:ietf:params:oauth:grant-type:device_code'].includes(form.get('grant_type') ?? '');
}

/** MSAL derives the address of the device authorization endpoint from the token endpoint like this. */
function isDeviceAuthorization(url: string): boolean {
  return new URL(url).pathname.endsWith('/devicecode');
}

type Send = (config: AxiosRequestConfig) => Promise<AxiosResponse<string>>;

async function exchange<T>(
  send: Send,
  { correlationId, ...request }: TokenRequest,
  isExpected: (status: number, body: Record<string, unknown>) => boolean,
): Promise<NetworkResponse<T>> {
  const response = await send({ ...request, responseType: 'text', validateStatus: null }).catch((error: unknown) => {
    throw error instanceof AuthError ? error : requestError(error, request.url, correlationId);
  });
  // Throw instead of returning the response: MSAL would remember a 5xx and refuse the next requests itself.
  const { status } = response;
  if (isUnavailable(status)) throw responseError(response, request.url, correlationId);
  let body: T | undefined;
  try {
    body = JSON.parse(response.data);
  } catch {
    // Reported below.
  }
  if (!isRecord(body)) throw responseError(response, request.url, correlationId);
  // The tenant never redirects a request of an app.
  const isFinal = (status >= 200 && status < 300) || status >= 400;
  if (!isFinal || !isExpected(status, body)) throw invalidResponse(status, request.url, correlationId);
  return { status, headers: headersOf(response), body };
}

/**
 * Drops `Retry-After`, which would make MSAL refuse the client's next requests. Otherwise anyone could block all users
 * by sending a code that the tenant refuses. The retrying client decides how long to wait.
 */
function headersOf(response: AxiosResponse): Record<string, string> {
  const headers = Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return Object.fromEntries(headers.filter(([name]) => name !== 'retry-after'));
}
