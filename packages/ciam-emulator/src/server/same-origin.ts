import type { IncomingMessage } from 'node:http';

/**
 * Whether one of our own pages sent a form, judging by the browser's headers. A client that sends neither header is not
 * a browser, and has no user's cookies that could be misused.
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
export function isSameOrigin({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (headers.origin === undefined) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host;
}
