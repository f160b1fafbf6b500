import { uptime } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import axios, { type AxiosResponse } from 'axios';
import { isRecord } from 'ciam-config';
import { retryAfterMs } from '../network/retry-delay.ts';

export interface DeviceCodePoll {
  /** Asks the token endpoint once. Rejects if there is no complete response or the signal is aborted. */
  ask: (signal: AbortSignal) => Promise<AxiosResponse<string>>;
  intervalSeconds: number;
  /** When the code expires, in seconds on the clock of {@link secondsAwakeOrAsleep}. */
  expiresAt: number;
  signal?: AbortSignal | undefined;
  /** Receives the reason when an attempt fails, and `undefined` once the tenant responds again. */
  onTrouble?: ((reason: string | undefined) => void) | undefined;
}

/** A longer wait could outlast the code while the user sits at the screen. */
const maxPauseSeconds = 60;

type Outcome =
  | { state: 'final'; response: AxiosResponse<string> }
  | { state: 'pending' | 'slow_down' }
  | { state: 'trouble'; reason: string; retryAfterSeconds: number };

/**
 * Returns the time, in seconds, of a clock that cannot be set and does not stop while the machine sleeps, to measure
 * expiry. (`Date.now()` jumps when the clock is set, and `performance.now()` stops during sleep.)
 */
export function secondsAwakeOrAsleep(): number {
  return uptime();
}

/**
 * Polls the token endpoint until it gives a final response: tokens or an OAuth 2.0 error. Continues through temporary
 * conditions: `authorization_pending`, `slow_down`, a lost network, time-outs, 429, 5xx, and HTML in place of JSON.
 *
 * @returns `undefined` if the code has expired
 * @throws {CanceledError} as soon as the signal is aborted
 * @see https://www.rfc-editor.org/rfc/rfc8628#section-3.5
 */
export async function pollDeviceCode(poll: DeviceCodePoll): Promise<AxiosResponse<string> | undefined> {
  const { expiresAt, signal, onTrouble } = poll;
  let { intervalSeconds } = poll;
  let waitSeconds = intervalSeconds;
  let failures = 0;
  for (;;) {
    const leftSeconds = Math.max(0, expiresAt - secondsAwakeOrAsleep());
    await sleep(Math.min(waitSeconds, leftSeconds), signal);
    // The clock is coarse, so after a wait that the expiry shortened it may still show a little time left.
    if (waitSeconds >= leftSeconds || secondsAwakeOrAsleep() >= expiresAt) return undefined;
    const outcome = await attempt(poll);
    if (outcome.state === 'final') return outcome.response;
    if (outcome.state === 'trouble') {
      // Back off while the problem lasts, as the RFC requires, but not so far that the user waits long once it is over.
      const backoff = Math.min(intervalSeconds * 2 ** failures, intervalSeconds + 10);
      waitSeconds = Math.max(backoff, Math.min(outcome.retryAfterSeconds, maxPauseSeconds));
      failures += 1;
      onTrouble?.(outcome.reason);
    } else {
      if (outcome.state === 'slow_down') intervalSeconds += 5;
      if (failures > 0) onTrouble?.(undefined);
      waitSeconds = intervalSeconds;
      failures = 0;
    }
  }
}

async function sleep(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(seconds * 1000, undefined, signal ? { signal } : {}).catch(() => {
    throw new axios.CanceledError();
  });
}

async function attempt({ ask, expiresAt, signal }: DeviceCodePoll): Promise<Outcome> {
  const untilExpiry = AbortSignal.timeout(Math.max(0, Math.ceil(1000 * (expiresAt - secondsAwakeOrAsleep()))));
  try {
    return judge(await ask(signal ? AbortSignal.any([signal, untilExpiry]) : untilExpiry));
  } catch (error) {
    if (signal?.aborted) throw error;
    const reason = axios.isAxiosError(error) ? (error.code ?? error.message) : String(error);
    return { state: 'trouble', reason, retryAfterSeconds: 0 };
  }
}

function judge(response: AxiosResponse<string>): Outcome {
  const { status, headers, data } = response;
  const trouble = (reason: string): Outcome => {
    return { state: 'trouble', reason, retryAfterSeconds: retryAfterMs(headers['retry-after']) / 1000 };
  };
  if (status === 429 || status >= 500) return trouble(`status ${status}`);
  const body = parseObject(data);
  if (!body) return trouble(`status ${status} without JSON`);
  switch (body['error']) {
    case 'authorization_pending':
      return { state: 'pending' };
    case 'slow_down':
      return { state: 'slow_down' };
    case 'temporarily_unavailable':
    case 'server_error':
      return trouble(body['error']);
    default:
      return { state: 'final', response };
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
