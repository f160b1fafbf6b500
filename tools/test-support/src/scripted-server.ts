import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { localServer } from './local-server.ts';

/** How a server handles one request. A string body is HTML, and an object is JSON. */
export type Act =
  | { status: number; body?: string | object; headers?: Record<string, string> }
  /** Close the connection without a response. */
  | 'reset'
  /** Never respond. */
  | 'hang'
  /** Close the connection during the response. */
  | 'break off';

interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  /** The time in milliseconds on the clock of `performance.now()`. */
  at: number;
}

export interface ScriptedServer extends AsyncDisposable {
  url: string;
  received: ReceivedRequest[];
}

/** Starts a real HTTP server that follows a script, one step for each request. The last step repeats. */
export async function scriptedServer(...script: [Act, ...Act[]]): Promise<ScriptedServer> {
  const received: ReceivedRequest[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: path = '', headers } = request;
    received.push({ method, path, headers, body: await text(request), at: performance.now() });
    perform(script[Math.min(received.length, script.length) - 1] ?? 'reset', response);
  };
  const server = await localServer((request, response) => void respond(request, response));
  return { url: server.url, received, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function perform(act: Act, response: ServerResponse): void {
  if (act === 'hang') return;
  if (act === 'reset') {
    response.destroy();
  } else if (act === 'break off') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{"access_');
    setTimeout(() => response.destroy(), 20);
  } else {
    const isText = typeof act.body === 'string';
    response.writeHead(act.status, { 'content-type': isText ? 'text/html' : 'application/json', ...act.headers });
    response.end(isText ? act.body : JSON.stringify(act.body ?? {}));
  }
}
