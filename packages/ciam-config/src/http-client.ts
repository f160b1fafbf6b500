import axios, {
  AxiosError,
  CanceledError,
  type AxiosInstance,
  type AxiosResponse,
  type InternalAxiosRequestConfig,
} from 'axios';
import { ProxyError } from './proxy-error.ts';

export interface HttpClientOptions {
  /**
   * Time limit of a request including its response, in milliseconds. A request's own `timeout` takes precedence.
   * Default: 10,000.
   */
  timeoutMs?: number | undefined;
  /** Maximum size of a response body, in bytes. Default: 1 MiB. */
  maxResponseBytes?: number | undefined;
}

/**
 * Creates an axios instance with a deadline and a size limit, which never sends local requests to a proxy. It honors
 * HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY as curl does. It does not follow redirects: no endpoint of these
 * protocols sends one, and a token or a secret must not reach another host. An error that is printed does not show the
 * request, which may contain a secret.
 */
export function createHttpClient(options: HttpClientOptions = {}): AxiosInstance {
  const { timeoutMs = 10_000, maxResponseBytes = 1024 * 1024 } = options;
  return axios.create({
    timeout: timeoutMs,
    maxContentLength: maxResponseBytes,
    maxRedirects: 0,
    // axios treats a time-out of 0 as no time-out.
    adapter: (request) => withinDeadline({ ...request, timeout: request.timeout || timeoutMs }).catch(hideRequest),
  });
}

function hideRequest(error: unknown): never {
  if (axios.isAxiosError(error)) {
    const hidden = ['config', 'request', 'response'].filter((name) => Object.hasOwn(error, name));
    for (const name of hidden) Object.defineProperty(error, name, { enumerable: false });
  }
  throw error;
}

/** The time-out of axios restarts with each byte that arrives. This deadline does not. */
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
    // Imported only if a proxy is set, so that other runs start faster.
    const { proxyFor, sendThroughProxy } = await import('./proxy-request.ts');
    const target = new URL(axios.getUri(request));
    const proxy = proxyFor(target);
    if (proxy) return sendThroughProxy({ ...request, signal }, target, proxy, signal);
  }
  return axios.getAdapter('http')({ ...request, signal, proxy: false });
}

const proxySettings = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
