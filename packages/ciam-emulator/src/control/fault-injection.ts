import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

import { EntraError } from '../protocol/entra-error.ts';
import { noStore, sendJson } from '../server/http.ts';
import type { Fault } from './faults.ts';

/**
 * Lets the faults of a request happen that come before its answer.
 * @returns whether the request has been answered by one of them.
 */
export async function injectFaults(faults: Fault[], response: ServerResponse): Promise<boolean> {
  for (const fault of faults) if (fault.kind === 'delay') await delay(fault.milliseconds, response);
  for (const fault of faults) if (answerFault(fault, response)) return true;
  return false;
}

/** Waits for as long as somebody waits for the answer. */
async function delay(milliseconds: number, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once('close', leave);
  await wait(milliseconds, undefined, { signal: gone.signal }).catch(() => undefined);
  response.off('close', leave);
}

function answerFault(fault: Fault, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'status': {
      const { status, retryAfterSeconds } = fault;
      const retry = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
      sendJson(
        response,
        status,
        { error: 'temporarily_unavailable', error_description: 'A fault was asked for.' },
        retry,
      );
      return true;
    }
    case 'error': {
      const { error, number, description, status = 400, suberror } = fault;
      const options = { status, ...(suberror === undefined ? {} : { suberror }) };
      sendJson(response, status, new EntraError(number, error, description, options).body(), noStore);
      return true;
    }
    case 'slow_down':
      sendJson(response, 400, new EntraError(slowDownNumber, 'slow_down', 'Poll less often.').body(), noStore);
      return true;
    case 'html': {
      const { status = 502 } = fault;
      response.writeHead(status, { 'Content-Type': 'text/html' }).end('<html><body><h1>Bad Gateway</h1></body></html>');
      return true;
    }
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'truncate':
      truncate(response);
      return false;
    default:
      return false;
  }
}

/** Announces the whole body, sends half of it and hangs up. */
function truncate(response: ServerResponse): void {
  const whole = response.end.bind(response);
  Object.assign(response, {
    end(chunk?: unknown): ServerResponse {
      const body = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      if (!Buffer.isBuffer(body) || body.length < 2) return whole();
      if (!response.headersSent) response.setHeader('Content-Length', body.length);
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
      return response;
    },
  });
}

// Entra is not seen to send it; the number is made up.
const slowDownNumber = 70_017;
