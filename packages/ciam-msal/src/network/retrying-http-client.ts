import { setTimeout as delay } from 'node:timers/promises';
import axios, { type AxiosError, type AxiosInstance, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { createHttpClient } from 'ciam-config';
import { brokenOff, reasonOf } from './network-error.ts';
import { retryDelayMs } from './retry-delay.ts';

declare module 'axios' {
  interface AxiosRequestConfig {
    /**
     * Whether the request may be repeated after an attempt that might have reached the server. Default: true for GET,
     * HEAD, OPTIONS, PUT and DELETE (RFC 9110 §9.2.2). An attempt that never left this machine is always repeated.
     */
    repeatable?: boolean;
    /**
     * Set on the `config` of the response or error: the number of attempts, their duration in milliseconds, and whether
     * an attempt before the last may have done its work although its response was lost.
     */
    tried?: { attempts: number; ms: number; mayHaveActed: boolean };
  }
}

export interface RetryOptions {
  /** Maximum number of attempts. Default: 4. */
  attempts?: number;
  /** Time limit of all attempts and the waits between them, in milliseconds. Default: 30,000. */
  totalMs?: number;
  /** Time limit of one attempt including its response, in milliseconds. Default: 10,000. */
  timeoutMs?: number;
  /** Maximum size of a response body, in bytes. Default: 1 MiB. */
  maxResponseBytes?: number;
  /** Called after each attempt. */
  onAttempt?: (attempt: Attempt) => void;
}

export interface Attempt {
  method: string;
  url: string;
  /** For example `status 200`, `status 503` or `ECONNRESET`. */
  outcome: string;
  ms: number;
  /** The number of this attempt, from 1, and the maximum. */
  attempt: number;
  attempts: number;
  /** The wait until the next attempt, in milliseconds. Absent if this was the last. */
  retryInMs: number | undefined;
}

/**
 * Creates the HTTP client of {@link createHttpClient} with retries: it repeats a request after a broken connection, a
 * time-out, 429 or 5xx while attempts and time are left. A `Retry-After` beyond the time limit ends it at once.
 * `signal` also ends the waits. The caller gets the last response or error, with `config.tried`.
 */
export function createRetryingHttpClient(options: RetryOptions = {}): AxiosInstance {
  const { timeoutMs, maxResponseBytes } = options;
  const http = createHttpClient({ timeoutMs, maxResponseBytes });
  const send = axios.getAdapter(http.defaults.adapter);
  http.defaults.adapter = (request) => sendWithRetries(request, send, options);
  return http;
}

type Send = (request: InternalAxiosRequestConfig) => Promise<AxiosResponse>;
type Outcome = { response: AxiosResponse } | { error: unknown };

async function sendWithRetries(request: InternalAxiosRequestConfig, send: Send, options: RetryOptions) {
  const { attempts = 4, totalMs = 30_000, onAttempt } = options;
  const start = performance.now();
  let mayHaveActed = false;
  for (let attempt = 1; ; attempt += 1) {
    const attemptStart = performance.now();
    const left = totalMs - (attemptStart - start);
    const timeout = Math.max(1, Math.floor(Math.min(request.timeout ?? left, left)));
    const outcome = await attemptOnce({ ...request, timeout }, send);
    const end = performance.now();
    const waitMs = retryDelayMs(attempt, responseOf(outcome)?.headers['retry-after']);
    const again = attempt < attempts && end - start + waitMs < totalMs && mayRepeat(request, outcome);
    request.tried = { attempts: attempt, ms: end - start, mayHaveActed };
    onAttempt?.({
      method: (request.method ?? 'get').toUpperCase(),
      url: axios.getUri(request),
      outcome: describeOutcome(outcome),
      ms: end - attemptStart,
      attempt,
      attempts,
      retryInMs: again ? waitMs : undefined,
    });
    if (!again) return settle(request, outcome);
    mayHaveActed ||= reachedWork(outcome);
    await wait(waitMs, request);
  }
}

async function attemptOnce(request: InternalAxiosRequestConfig, send: Send): Promise<Outcome> {
  try {
    return { response: await send(request) };
  } catch (error) {
    return { error };
  }
}

function settle(request: InternalAxiosRequestConfig, outcome: Outcome): AxiosResponse {
  if ('response' in outcome) return { ...outcome.response, config: request };
  if (axios.isAxiosError(outcome.error)) outcome.error.config = request;
  throw outcome.error;
}

async function wait(ms: number, request: InternalAxiosRequestConfig): Promise<void> {
  const { signal } = request;
  await delay(ms, undefined, signal instanceof AbortSignal ? { signal } : {}).catch(() => {
    throw new axios.CanceledError(undefined, undefined, request);
  });
}

/**
 * Whether the server may have started to process the request: it was reached, and did not reject the request because of
 * overload.
 */
function reachedWork(outcome: Outcome): boolean {
  const left = !('error' in outcome && axios.isAxiosError(outcome.error) && neverLeft(outcome.error));
  return left && responseOf(outcome)?.status !== 429;
}

function mayRepeat(request: InternalAxiosRequestConfig, outcome: Outcome): boolean {
  const error = 'error' in outcome && axios.isAxiosError(outcome.error) ? outcome.error : undefined;
  if (error && neverLeft(error)) return true;
  const status = responseOf(outcome)?.status ?? 0;
  const passing = status === 429 || status >= 500 || (error !== undefined && isBrokenConnection(error));
  return passing && (request.repeatable ?? !['post', 'patch'].includes((request.method ?? 'get').toLowerCase()));
}

/** Whether there was no connection: the name could not be resolved at the moment, or nothing listens at the address. */
function neverLeft(error: AxiosError): boolean {
  const { cause } = error;
  const failures: unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  return failures.every(
    (failure) =>
      failure instanceof Error &&
      'syscall' in failure &&
      (failure.syscall === 'connect' || (failure.syscall === 'getaddrinfo' && error.code === 'EAI_AGAIN')),
  );
}

const brokenConnection = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED']);

function isBrokenConnection(error: AxiosError): boolean {
  return brokenConnection.has(error.code ?? '') || error.message === brokenOff;
}

function responseOf(outcome: Outcome): AxiosResponse | undefined {
  if ('response' in outcome) return outcome.response;
  return axios.isAxiosError(outcome.error) ? outcome.error.response : undefined;
}

function describeOutcome(outcome: Outcome): string {
  const error = 'error' in outcome ? outcome.error : undefined;
  const response = responseOf(outcome);
  return response && (!error || response.status >= 400) ? `status ${response.status}` : reasonOf(error);
}
