import type { IncomingMessage } from 'node:http';

/**
 * Rewrites the target of a request to the plain form: a path without needless percent-encoding. Clients behind a proxy
 * send a whole URL, whose host takes the place of the `Host` header.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2.2
 */
export function simplifyTarget(request: IncomingMessage): void {
  const { url: target = '/' } = request;
  const absolute = /^https?:/i.test(target) && URL.canParse(target) ? new URL(target) : undefined;
  if (absolute) request.headers.host = absolute.host;
  const [path = '/', ...query] = (absolute ? absolute.pathname + absolute.search : target).split('?');
  request.url = [path.replaceAll(unreserved, (encoded) => decodeURIComponent(encoded)), ...query].join('?');
}

/** The percent-encoded letters, digits, hyphen, period, underscore and tilde. */
const unreserved = /%(?:2[de]|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/gi;
