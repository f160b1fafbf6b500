import axios, {
  AxiosError,
  CanceledError,
  type AxiosInstance,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { ProxyError } from './proxy-error.ts';

export interface HttpClientOptions {
  /** For a whole request with its response, in milliseconds; a request's own `timeout` wins. Default 10,000. */
  timeoutMs?: number | undefined;
  /** The largest body of a response, in bytes. Default 1 MiB. */
  maxResponseBytes?: number | undefined;
}

/**
 * An axios that cannot hang, fill the memory or send a local call to a proxy. HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY are
 * honored as curl does. Redirects are not followed: no endpoint of these protocols responds with one, and a token or a secret must
 * not travel on to another host.
 */
export function createHttpClient(options: HttpClientOptions = {}): AxiosInstance {
  const { timeoutMs = 10_000, maxResponseBytes = 1024 * 1024 } = options;
  return axios.create({
    timeout: timeoutMs,
    maxContentLength: maxResponseBytes,
    maxRedirects: 0,
    // axios takes a time-out of 0 for none.
    adapter: (request) => withinDeadline({ ...request, timeout: request.timeout || timeoutMs }),
  });
}

/** axios's own time-out starts again with each byte that arrives; this one does not. */
async function withinDeadline(request: InternalAxiosRequestConfig): Promise<AxiosResponse> {
  const { timeout: deadlineMs = 0, signal: stop } = request;
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    abort();
  }, deadlineMs);
  if (stop?.aborted) abort();
  stop?.addEventListener?.('abort', abort);
  try {
    return await send({ ...request, timeout: 0 }, controller.signal);
  } catch (error) {
    if (!controller.signal.aborted || (late && error instanceof ProxyError)) throw error;
    if (!late) throw new CanceledError(undefined, undefined, request);
    throw new AxiosError(`timeout of ${deadlineMs} ms exceeded`, AxiosError.ETIMEDOUT, request);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener?.('abort', abort);
  }
}

async function send(request: InternalAxiosRequestConfig, signal: AbortSignal): Promise<AxiosResponse> {
  if (proxySettings.some((name) => process.env[name]?.trim())) {
    // Loaded where a proxy is set, and by no other run.
    const { proxyFor, sendThroughProxy } = await import('./proxy-request.ts');
    const target = new URL(axios.getUri(request));
    const proxy = proxyFor(target);
    if (proxy) return sendThroughProxy({ ...request, signal }, target, proxy, signal);
  }
  return axios.getAdapter('http')({ ...request, signal, proxy: false });
}

const proxySettings = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
