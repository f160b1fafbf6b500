import axios, { AxiosError, type AxiosInstance, type InternalAxiosRequestConfig } from 'axios';
import { isLoopback } from './loopback.ts';

export interface HttpClientOptions {
  /** For a whole request with its answer, in milliseconds; a request's own `timeout` wins. Default 10,000. */
  timeoutMs?: number | undefined;
  /** The largest body of an answer, in bytes. Default 1 MiB. */
  maxResponseBytes?: number | undefined;
}

/**
 * An axios that cannot hang, fill the memory or send a local call to a proxy. HTTPS_PROXY, HTTP_PROXY and NO_PROXY are
 * honoured for every other host. Redirects are not followed: no endpoint of these protocols answers with one, and a token
 * or a secret must not travel on to another host.
 */
export function createHttpClient(options: HttpClientOptions = {}): AxiosInstance {
  const { timeoutMs = 10_000, maxResponseBytes = 1024 * 1024 } = options;
  const send = axios.getAdapter('http');
  return axios.create({
    timeout: timeoutMs,
    maxContentLength: maxResponseBytes,
    maxRedirects: 0,
    transitional: { clarifyTimeoutError: true },
    // axios takes a time-out of 0 for none.
    adapter: (request) =>
      withinDeadline(goDirectWhenLocal({ ...request, timeout: request.timeout || timeoutMs }), send),
  });
}

function goDirectWhenLocal(request: InternalAxiosRequestConfig): InternalAxiosRequestConfig {
  const { hostname } = new URL(axios.getUri(request));
  return isLoopback(hostname) ? { ...request, proxy: false } : request;
}

/** axios's own time-out starts anew with each byte that arrives; this one does not. */
async function withinDeadline<T>(
  request: InternalAxiosRequestConfig,
  send: (request: InternalAxiosRequestConfig) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(request.timeout ?? 0);
  const signals = [deadline, request.signal].filter((signal) => signal instanceof AbortSignal);
  try {
    return await send({ ...request, signal: AbortSignal.any(signals) });
  } catch (error) {
    if (!axios.isCancel(error) || !deadline.aborted) throw error;
    throw new AxiosError(`timeout of ${request.timeout} ms exceeded`, AxiosError.ETIMEDOUT, request);
  }
}
