import { IncomingMessage } from 'node:http';
import type { ServerResponse } from 'node:http';

/** Bytes of a request body that are read before it is refused. */
const bodyLimit = 1_000_000;

export class RequestTooLargeError extends Error {
  override readonly name = 'RequestTooLargeError';
  readonly code = 'request_too_large';
}

/**
 * The whole body as text.
 * @throws RequestTooLargeError over one megabyte.
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Ending the loop must not end the connection, or the response would not be read.
  const stream: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > bodyLimit) break;
    chunks.push(chunk);
  }
  if (size > bodyLimit) {
    request.resume();
    throw new RequestTooLargeError('The request body is larger than a megabyte.');
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Whether the body can be a form: it says so, or says nothing. */
export function isForm({ headers: { 'content-type': type } }: IncomingMessage): boolean {
  return !type || type.toLowerCase().startsWith('application/x-www-form-urlencoded');
}

/** The same request once more with a body and path of our choosing, for a handler that reads the stream itself. */
export function replayRequest(request: IncomingMessage, form: URLSearchParams): IncomingMessage {
  const body = Buffer.from(form.toString());
  const replay = new IncomingMessage(request.socket);
  replay.method = request.method ?? 'POST';
  replay.url = request.url ?? '/';
  replay.httpVersion = request.httpVersion;
  replay.headers = {
    ...request.headers,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(body.length),
  };
  delete replay.headers['transfer-encoding'];
  delete replay.headers.authorization;
  // Which pages may ask has been settled, and not by oidc-provider's rules.
  delete replay.headers.origin;
  replay.complete = true;
  replay.push(body);
  replay.push(null);
  return replay;
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  response.end(JSON.stringify(body));
}

// No form-action: it would block the redirect to the app that follows a form.
const pagePolicy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'";

/** What every page is sent with. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': pagePolicy,
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

export function sendHtml(
  response: ServerResponse,
  status: number,
  html: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { ...pageHeaders, ...headers });
  response.end(html);
}

export const noStore: Readonly<Record<string, string>> = { 'Cache-Control': 'no-store, no-cache', Pragma: 'no-cache' };
