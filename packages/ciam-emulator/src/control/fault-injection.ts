import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { EntraError } from '../protocol/entra-error.ts';
import { requestedError } from '../protocol/requested-error.ts';
import { noStore, sendJson } from '../server/http.ts';
import { requireContext } from '../server/request-context.ts';
import { changeBody } from './change-body.ts';
import type { EndpointName, ErrorFault, Faults, FaultTarget, ResponseFault } from './faults.ts';

type RequestFault = NonNullable<ReturnType<Faults['takeForRequest']>>;

/**
 * Applies a fault to a request.
 *
 * @returns whether the fault has responded; otherwise the endpoint has to
 */
export async function injectFault(
  fault: RequestFault,
  { endpoint }: FaultTarget,
  response: ServerResponse,
): Promise<boolean> {
  switch (fault.kind) {
    case 'delay':
      await delay(fault.milliseconds, response);
      return false;
    case 'truncate':
      truncate(response);
      return false;
    case 'change':
      changeBody(response, fault.body);
      return false;
    case 'response':
      sendResponse(fault, response);
      return true;
    case 'error':
      return sendError(fault, endpoint, response);
    case 'slow_down':
      sendJson(response, 400, new EntraError(slowDownNumber, 'slow_down', 'Poll less often.').body(), noStore);
      return true;
    case 'status': {
      const { status, retryAfterSeconds } = fault;
      const retry = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
      const body = { error: 'temporarily_unavailable', error_description: 'A fault of the local tenant.' };
      sendJson(response, status, body, retry);
      return true;
    }
    case 'html': {
      const { status = 502 } = fault;
      response.writeHead(status, { 'Content-Type': 'text/html' }).end('<html><body><h1>Bad Gateway</h1></body></html>');
      return true;
    }
    default:
      response.socket?.resetAndDestroy();
      return true;
  }
}

/** Waits, but no longer than the client does. */
async function delay(milliseconds: number, response: ServerResponse): Promise<void> {
  // The wait may exceed the time limit of idle connections.
  response.socket?.setTimeout(0);
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once('close', leave);
  await wait(milliseconds, undefined, { signal: gone.signal }).catch(() => undefined);
  response.off('close', leave);
}

/** Sends an error. At the authorization endpoint the app receives it, and only the endpoint knows its address. */
function sendError(fault: ErrorFault, endpoint: EndpointName, response: ServerResponse): boolean {
  if (endpoint === 'authorize') {
    requireContext().authorizeFault = fault;
    return false;
  }
  const failure = requestedError(fault);
  const { claims } = fault;
  sendJson(response, failure.status, { ...failure.body(), ...(claims === undefined ? {} : { claims }) }, noStore);
  return true;
}

function sendResponse({ status, headers = {}, body = '' }: ResponseFault, response: ServerResponse): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  if (body !== '') response.setHeader('Content-Type', type);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(status).end(isText ? body : JSON.stringify(body));
}

/** Announces the whole body, but sends half of it and closes the connection. */
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

// Entra has not been seen to send it, so this number is made up.
const slowDownNumber = 70_017;
