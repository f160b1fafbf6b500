import type { Request } from 'express';
import { InsecureRequestError } from './errors.ts';

/**
 * The name of a cookie that no other host can set or read: on https with the `__Host-` prefix. Browsers share the cookies of a
 * host among all its ports, so one that is not the usual is part of the name.
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
export function cookieName(origin: string, name: string): string {
  const { protocol, port } = new URL(origin);
  const own = port === '' ? name : `${name}-${port}`;
  return protocol === 'https:' ? `__Host-${own}` : own;
}

/** The attributes of every cookie here; without a Max-Age it ends with the browser session. */
export function cookieAttributes(origin: string): { httpOnly: true; sameSite: 'lax'; secure: boolean; path: '/' } {
  return { httpOnly: true, sameSite: 'lax', secure: new URL(origin).protocol === 'https:', path: '/' };
}

/** The request's cookies by name, as sent; of two with one name the first counts, as RFC 6265 orders them. */
export function readCookies(req: Request): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const [name = '', ...value] = pair.split('=');
    if (!cookies.has(name.trim())) cookies.set(name.trim(), value.join('=').trim());
  }
  return cookies;
}

/**
 * Without this, a Secure cookie would silently not be set.
 * @throws InsecureRequestError when the app's address is https and, as far as Express can tell, this request is not
 */
export function requireSecureRequest(req: Request, origin: string): void {
  if (req.secure || new URL(origin).protocol !== 'https:') return;
  throw new InsecureRequestError(
    `The address of this app is ${origin}, but the request came by http. A proxy has to send X-Forwarded-Proto: https, ` +
      'and TRUST_PROXY has to count every proxy on the way.',
  );
}
