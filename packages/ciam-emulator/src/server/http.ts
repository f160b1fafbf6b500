import { IncomingMessage, type ServerResponse } from 'node:http';

/** The maximum size of a request body, in bytes. */
const bodyLimit = 1_000_000;

export class RequestTooLargeError extends Error {
  override readonly name = 'RequestTooLargeError';
  readonly code = 'request_too_large';
}

/**
 * Reads the body as text.
 *
 * @throws {RequestTooLargeError} when it is larger than one megabyte
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop must not destroy the connection, so that the client can read the response.
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

/** Whether the body may be a form: its content type is that of a form, or absent. */
export function isForm({ headers: { 'content-type': type } }: IncomingMessage): boolean {
  return !type || type.toLowerCase().startsWith('application/x-www-form-urlencoded');
}

/** Copies a request with another body and path, for a handler that reads the stream itself. */
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
  // The origin was already checked, by other rules than oidc-provider's.
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

// There is no form-action, because it would block the redirect to the app that follows a form.
const pagePolicy =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'";

/** The headers of every page. */
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
