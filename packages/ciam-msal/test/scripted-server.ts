import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server does with one request. */
export type Act =
  { status: number; body?: string | object; headers?: Record<string, string> } | 'reset' | 'hang' | 'break off';

interface Received {
  method: string;
  path: string;
  body: string;
  at: number;
}

export interface ScriptedServer extends AsyncDisposable {
  url: string;
  received: Received[];
}

/** A real HTTP server that does one act after the other, the last one again and again. */
export async function scriptedServer(...script: [Act, ...Act[]]): Promise<ScriptedServer> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void receive(request, response);
  });
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    received.push({ method: request.method ?? '', path: request.url ?? '', body, at: performance.now() });
    perform(script[Math.min(received.length, script.length) - 1] ?? 'reset', response);
  };
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
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
