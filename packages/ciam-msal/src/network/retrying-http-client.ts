import { setTimeout as delay } from 'node:timers/promises';
import axios, { type AxiosError, type AxiosInstance, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { createHttpClient } from 'ciam-config';
import { brokenOff, reasonOf } from './network-error.ts';
import { retryDelayMs } from './retry-delay.ts';

declare module 'axios' {
  interface AxiosRequestConfig {
    /**
     * Whether the request may be sent again when an attempt might have reached the server. By default GET, HEAD, OPTIONS,
     * PUT and DELETE may (RFC 9110 §9.2.2). An attempt that never left this machine is repeated in any case.
     */
    repeatable?: boolean;
    /**
     * Set on the response's or error's `config`: how many attempts were made in how many milliseconds, and whether one before the
     * last may have done its work although its response was lost.
     */
    tried?: { attempts: number; ms: number; mayHaveActed: boolean };
  }
}

export interface RetryOptions {
  /** How many times a request is sent at most. Default 4. */
  attempts?: number;
  /** For all attempts and the waits between them, in milliseconds. Default 30,000. */
  totalMs?: number;
  /** For one attempt with its response, in milliseconds. Default 10,000. */
  timeoutMs?: number;
  /** The largest body of a response, in bytes. Default 1 MiB. */
  maxResponseBytes?: number;
  /** Called after each attempt. */
  onAttempt?: (attempt: Attempt) => void;
}

export interface Attempt {
  method: string;
  url: string;
  /** Such as `status 200`, `status 503` or `ECONNRESET`. */
  outcome: string;
  ms: number;
  /** Which attempt this was, from 1, and how many there can be. */
  attempt: number;
  attempts: number;
  /** How long until the next attempt; absent when this was the last. */
  retryInMs: number | undefined;
}

/**
 * The HTTP client of {@link createHttpClient} that sends a request again after a broken connection, a time-out, 429 or
 * 5xx, as long as the attempts and the time last. A `Retry-After` beyond the time ends it at once. `signal` ends the waits
 * too. The last response or error is the caller's, with `config.tried`.
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

/** Whether the server may have begun with what it was asked: it was reached, and did not turn the request away as one too many. */
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

/** Whether no connection was made: the name could not be resolved for now, or nothing listens at the address. */
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
