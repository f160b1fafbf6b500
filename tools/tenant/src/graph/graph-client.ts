import { setTimeout as sleep } from 'node:timers/promises';
import axios, { type AxiosResponse } from 'axios';
import { createHttpClient, isLoopback } from 'ciam-config';
import { retryAfterMs } from 'ciam-msal';
import { GraphError } from './graph-error.ts';

/** Microsoft Graph v1.0, as an administrator. Paths begin with `/`; all methods throw {@link GraphError}. */
export interface GraphClient {
  get<T>(path: string): Promise<T>;
  /** Every item of a collection, across its pages. */
  list<T>(path: string): Promise<T[]>;
  /** @param needed what the answer must have */
  post<T>(path: string, body: object, ...needed: (keyof T & string)[]): Promise<T>;
  patch(path: string, body: object): Promise<void>;
  /** A thing that is gone already counts as deleted. */
  delete(path: string): Promise<void>;
}

export interface GraphClientOptions {
  accessToken: string;
  /** The service root without the version. Default `https://graph.microsoft.com`; another one for a national cloud. */
  graph?: string;
  /** Once aborted, no request is begun; one under way is finished, since its answer may be a secret that is shown once. */
  signal?: AbortSignal;
  /** Waits this many milliseconds; may reject once the signal is aborted. */
  wait?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** How long a request is tried again in all: new objects take up to a minute to reach every replica. */
const patienceMs = 120_000;
const longestDelayMs = 30_000;

/**
 * A client that waits out what passes by itself: throttling (429 and 503, at least as long as Retry-After says) and replication
 * (404, or a reference Graph does not know yet, on something created a moment ago). What has no effect twice is also sent
 * again when no response came; a POST is not, since its first try may have counted.
 *
 * @see https://learn.microsoft.com/graph/throttling
 */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const { accessToken, graph = 'https://graph.microsoft.com', signal } = options;
  const { wait = (ms) => sleep(ms, undefined, signal ? { signal } : {}) } = options;
  const root = new URL('/v1.0', graph);
  if (root.protocol !== 'https:' && !isLoopback(root.hostname)) {
    throw new GraphError('graph_refused', `Microsoft Graph must be https; ${graph} is not.`);
  }
  const http = createHttpClient({ timeoutMs: 60_000, maxResponseBytes: 16 * 1024 * 1024 });

  const once = async <T>(method: Method, url: string, data?: object): Promise<AxiosResponse<T>> => {
    const headers = { authorization: `Bearer ${accessToken}` };
    return http.request<T>({ method, url, headers, validateStatus: null, ...(data ? { data } : {}) });
  };

  const send = async <T>(method: Method, url: string, body?: object): Promise<T | undefined> => {
    let waited = 0;
    for (let attempt = 0; ; attempt += 1) {
      if (signal?.aborted) throw new GraphError('graph_interrupted', 'Stopped.');
      const outcome = await once<T>(method, url, body).catch((error: unknown) => unreachable(method, url, error));
      if (!(outcome instanceof GraphError)) {
        if (outcome.status < 300) return outcome.data;
        if (method === 'DELETE' && outcome.status === 404) return undefined;
      }
      const delay = delayBefore(method, outcome, attempt);
      if (delay === undefined || waited + delay > patienceMs) {
        throw outcome instanceof GraphError ? outcome : refused(method, url, outcome);
      }
      // An interrupted wait is noticed above.
      await wait(delay, signal).catch((error: unknown) => {
        if (!signal?.aborted) throw error;
      });
      waited += delay;
    }
  };

  const at = (path: string): string => `${root.href}${path}`;

  return {
    get: async <T>(path: string) => present(await send<T>('GET', at(path)), path),
    list: async <T>(path: string) => {
      const items: T[] = [];
      const seen = new Set<string>();
      let url: string | undefined = at(path);
      while (url !== undefined) {
        seen.add(url);
        const { value, '@odata.nextLink': next }: Page<T> = pageOf<T>(await send<unknown>('GET', url), path);
        items.push(...value);
        if (next !== undefined && (seen.has(next) || !URL.canParse(next))) throw strange(path);
        if (next !== undefined && new URL(next).origin !== root.origin) {
          throw new GraphError('graph_refused', `The next page of ${path} is on another host, ${new URL(next).host}.`);
        }
        url = next;
      }
      return items;
    },
    post: async <T>(path: string, body: object, ...needed: (keyof T & string)[]) => {
      const made = present(await send<T>('POST', at(path), body), path);
      if (needed.some((name) => typeof made[name] !== 'string' || made[name] === '')) throw strange(path);
      return made;
    },
    patch: async (path, body) => void (await send('PATCH', at(path), body)),
    delete: async (path) => void (await send('DELETE', at(path))),
  };
}

interface Page<T> {
  value: T[];
  '@odata.nextLink'?: string;
}

function pageOf<T>(answer: unknown, path: string): Page<T> {
  const { value, '@odata.nextLink': next }: Partial<Page<T>> = present<object>(Object(answer), path);
  const isPage = Array.isArray(value) && value.every((item) => typeof item === 'object' && item !== null);
  if (!isPage || (next !== undefined && typeof next !== 'string')) throw strange(path);
  return next === undefined ? { value } : { value, '@odata.nextLink': next };
}

/** A proxy's page, or nothing, is no response. */
function present<T>(response: T | undefined, path: string): T {
  if (typeof response === 'object' && response !== null) return response;
  throw strange(path);
}

function strange(path: string): GraphError {
  return new GraphError('graph_refused', `${path} did not answer as Microsoft Graph does. Check the proxy.`);
}

/** What Graph says of a request it refused. @see https://learn.microsoft.com/graph/errors */
interface Failure {
  error?: { code?: string; message?: string; innerError?: { 'request-id'?: string } };
}

/** Milliseconds to wait before trying again, or undefined when trying again is of no use. */
function delayBefore(method: Method, outcome: AxiosResponse | GraphError, attempt: number): number | undefined {
  const backoff = Math.min(500 * 2 ** attempt, longestDelayMs);
  if (outcome instanceof GraphError) return method !== 'POST' && attempt < 4 ? backoff : undefined;
  const { status } = outcome;
  if (status === 429 || status === 503) return Math.max(backoff, retryAfterMs(outcome.headers['retry-after']));
  if (status >= 500) return method !== 'POST' && attempt < 4 ? backoff : undefined;
  return isReplicating(outcome) ? backoff : undefined;
}

/** What this client names by ID was found or made moments ago, so "not found" means "not on every replica yet". */
function isReplicating(response: AxiosResponse): boolean {
  const { message } = reason(response);
  const namesAnObject =
    response.config.method?.toUpperCase() !== 'GET' || /[0-9a-f]{8}-/.test(response.config.url ?? '');
  const unknownReference = /does not reference a valid application object|not a valid reference update/i;
  return (response.status === 404 && namesAnObject) || (response.status === 400 && unknownReference.test(message));
}

function reason({ data }: AxiosResponse<Failure | string | undefined>): {
  code: string | undefined;
  message: string;
  requestId: string | undefined;
} {
  // A proxy may answer with a page.
  const error = typeof data === 'object' ? data.error : undefined;
  return { code: error?.code, message: error?.message ?? '', requestId: error?.innerError?.['request-id'] };
}

function refused(method: Method, url: string, response: AxiosResponse): GraphError {
  const { status } = response;
  const { code: graphCode, message, requestId } = reason(response);
  const code = status === 403 ? 'graph_forbidden' : status === 401 ? 'graph_unauthorized' : 'graph_refused';
  const details = [graphCode, message].filter(Boolean).join(': ');
  return new GraphError(
    code,
    `${method} ${new URL(url).pathname} answered ${status}${details ? ` (${details})` : ''}` +
      `${requestId ? `, request ID ${requestId}` : ''}.`,
    { status, graphCode },
  );
}

function unreachable(method: Method, url: string, cause: unknown): GraphError {
  const why = axios.isAxiosError(cause) ? (cause.code ?? cause.message) : String(cause);
  return new GraphError(
    'graph_unreachable',
    `${method} ${new URL(url).pathname} had no response from ${new URL(url).host} (${why}).`,
    // No cause: an axios error carries the request, and with it the administrator's token.
  );
}
