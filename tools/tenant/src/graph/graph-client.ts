import { setTimeout as sleep } from 'node:timers/promises';
import type { AxiosResponse } from 'axios';
import { createHttpClient, isLoopback } from 'ciam-config';
import { retryAfterMs } from 'ciam-msal';
import { GraphError } from './graph-error.ts';
import { pageOf, present, refused, type Sent, strange, unreachable, type Page } from './graph-responses.ts';
import { passesByItself } from './passing-refusals.ts';
import { type Program, programOf } from './program.ts';

/** Microsoft Graph v1.0, as an administrator. Paths begin with `/`. All methods reject with a {@link GraphError}. */
export interface GraphClient {
  get<T>(path: string): Promise<T>;
  /** Like `get`, but undefined if the resource does not exist. */
  find<T>(path: string, headers?: Record<string, string>): Promise<T | undefined>;
  /** Returns every item of a collection, from all its pages. */
  list<T>(path: string): Promise<T[]>;
  /** @param needed the properties that the response must have */
  post<T>(path: string, body: object, ...needed: (keyof T & string)[]): Promise<T>;
  /** Adds an existing object to a relationship. `target` is its path. The response has no body. */
  link(path: string, target: string): Promise<void>;
  patch(path: string, body: object, headers?: Record<string, string>): Promise<void>;
  /** @returns true if it was created; false if it existed and was changed */
  createIfMissing(path: string, body: object): Promise<boolean>;
  /** Deletes an object. One that is already gone counts as deleted. */
  delete(path: string): Promise<void>;
  /** Repeats a check until it is true, for as long as replication may take. @returns whether it became true */
  until(what: string, isSo: () => Promise<boolean>): Promise<boolean>;
  /** The program that signed in as itself. Undefined for an administrator. */
  program(): Program | undefined;
}

export interface GraphClientOptions {
  accessToken: string;
  /** The service root without the version. Default: `https://graph.microsoft.com`. It differs for a national cloud. */
  graph?: string;
  /** Once aborted, no request starts. A running one finishes, because its response may contain a secret. */
  signal?: AbortSignal;
  /** Acquires a new access token when Graph rejects the old one. */
  renew?: (() => Promise<string>) | undefined;
  /** Receives a line when the caller has to wait for more than ten seconds. */
  notice?: (line: string) => void;
  /** Waits this many milliseconds. May reject once the signal is aborted. */
  wait?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
}

/** How long to repeat a request in total. Graph does not promise when a new object is known to every replica. */
const patienceMs = 300_000;
/** The time limit of one response. */
const silenceMs = 60_000;
const noticeMs = 10_000;
const maxDelayMs = 30_000;
/** A collection with more pages than this is considered endless. */
const maxPages = 1_000;

/** Never repeated: the first attempt may have created a secret that no one will see. Graph refuses other duplicates. */
const notTwice = /\/addPassword$/;

/**
 * Creates a client that waits for conditions that pass by themselves: throttling (429 and 503, at least as long as
 * Retry-After says), replication and concurrent changes. It also repeats a request without a response, although the
 * first attempt may have succeeded: callers that create something read it again if Graph says that it exists.
 *
 * @see https://learn.microsoft.com/graph/throttling
 */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  const { graph = 'https://graph.microsoft.com', signal, renew, notice } = options;
  const { wait = (ms) => sleep(ms, undefined, signal ? { signal } : {}) } = options;
  const root = new URL('/v1.0', graph);
  if (root.protocol !== 'https:' && !isLoopback(root.hostname)) {
    throw new GraphError('graph_refused', `Microsoft Graph must use https, and ${graph} does not.`);
  }
  const http = createHttpClient({ timeoutMs: silenceMs / 2, maxResponseBytes: 16 * 1024 * 1024 });
  let { accessToken } = options;

  const once = async <T>({ method, url, body, headers }: Sent): Promise<AxiosResponse<T>> =>
    http.request<T>({
      method,
      url,
      headers: { ...headers, authorization: `Bearer ${accessToken}` },
      validateStatus: null,
      ...(body ? { data: body } : {}),
    });

  /** Waits between attempts. Reports a long wait once, and stops on Ctrl-C. */
  const patience = (): ((delay: number, why: string) => Promise<boolean>) => {
    let waited = 0;
    let told = false;
    return async (delay, why) => {
      if (waited + delay > patienceMs) return false;
      if (!told && waited + delay >= noticeMs) {
        const time = delay >= noticeMs ? `${Math.ceil(delay / 1000)} seconds` : 'up to five minutes';
        notice?.(`  … waiting ${time} for Microsoft Graph (${why})`);
        told = true;
      }
      await wait(delay, signal).catch((error: unknown) => {
        if (!signal?.aborted) throw error;
      });
      waited += delay;
      return true;
    };
  };

  const send = async <T>(sent: Sent): Promise<AxiosResponse<T>> => {
    const { method } = sent;
    const mayWait = patience();
    const began = performance.now();
    let renewed = false;
    for (let attempt = 0; ; attempt += 1) {
      if (signal?.aborted) throw new GraphError('graph_interrupted', 'Stopped.');
      const outcome = await once<T>(sent).catch((error: unknown) => unreachable(sent, error));
      if (!(outcome instanceof GraphError)) {
        if (outcome.status < 300) return outcome;
        if (method === 'DELETE' && outcome.status === 404) return outcome;
        if (outcome.status === 401 && renew && !renewed) {
          renewed = true;
          accessToken = await renew();
          continue;
        }
      }
      const isSilent = outcome instanceof GraphError && performance.now() - began >= silenceMs;
      const delay = isSilent ? undefined : delayBefore(sent, outcome, attempt);
      const why = outcome instanceof GraphError ? 'no response' : String(outcome.status);
      if (delay === undefined || !(await mayWait(delay, why))) {
        throw outcome instanceof GraphError ? outcome : refused(sent, outcome);
      }
    }
  };

  const at = (path: string): string => `${root.href}${path}`;

  return {
    get: async <T>(path: string) => present((await send<T>({ method: 'GET', url: at(path) })).data, path),
    find: async <T>(path: string, headers?: Record<string, string>) => {
      try {
        return present((await send<T>({ method: 'GET', url: at(path), ...(headers && { headers }) })).data, path);
      } catch (error) {
        if (error instanceof GraphError && error.status === 404) return undefined;
        throw error;
      }
    },
    list: async <T>(path: string) => {
      const items: T[] = [];
      const seen = new Set<string>();
      let url: string | undefined = at(path);
      while (url !== undefined) {
        if (seen.has(url) || seen.size >= maxPages || !URL.canParse(url)) throw strange(path);
        if (new URL(url).origin !== root.origin) {
          throw new GraphError('graph_refused', `The next page of ${path} is on another host, ${new URL(url).host}.`);
        }
        seen.add(url);
        const { data }: { data: unknown } = await send<unknown>({ method: 'GET', url });
        const page: Page<T> = pageOf<T>(data, path);
        items.push(...page.value);
        url = page['@odata.nextLink'];
      }
      return items;
    },
    post: async <T>(path: string, body: object, ...needed: (keyof T & string)[]) => {
      const made = present((await send<T>({ method: 'POST', url: at(path), body })).data, path);
      if (needed.some((name) => typeof made[name] !== 'string' || made[name] === '')) throw strange(path);
      return made;
    },
    link: async (path, target) => {
      const body = { '@odata.id': `https://graph.microsoft.com/v1.0${target}` };
      await send({ method: 'POST', url: at(`${path}/$ref`), body });
    },
    patch: async (path, body, headers) => {
      await send({ method: 'PATCH', url: at(path), body, ...(headers && { headers }) });
    },
    createIfMissing: async (path, body) => {
      const headers = { prefer: 'create-if-missing' };
      const { status } = await send({ method: 'PATCH', url: at(path), body, headers });
      return status === 201;
    },
    delete: async (path) => {
      await send({ method: 'DELETE', url: at(path) });
    },
    program: () => programOf(accessToken),
    until: async (what, isSo) => {
      const mayWait = patience();
      for (let attempt = 0; !(await isSo()); attempt += 1) {
        if (!(await mayWait(Math.min(1000 * 2 ** attempt, maxDelayMs), what))) return false;
      }
      return true;
    },
  };
}

/** Returns how long to wait before the next attempt, in milliseconds, or undefined if repeating is useless. */
function delayBefore({ url }: Sent, outcome: AxiosResponse | GraphError, attempt: number): number | undefined {
  const backoff = Math.min(500 * 2 ** attempt, maxDelayMs);
  const mayRepeat = attempt < 4 && !notTwice.test(url);
  if (outcome instanceof GraphError) return mayRepeat && outcome.code === 'graph_unreachable' ? backoff : undefined;
  const { status } = outcome;
  if (status === 429 || status === 503) return Math.max(backoff, retryAfterMs(outcome.headers['retry-after']));
  if (status >= 500) return mayRepeat ? backoff : undefined;
  return passesByItself(outcome) ? backoff : undefined;
}
