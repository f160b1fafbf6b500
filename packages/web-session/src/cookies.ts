import type { Request } from 'express';
import { InsecureRequestError } from './errors.ts';

/**
 * Returns a cookie name that no other host can set or read. On https it has the `__Host-` prefix, which requires the
 * path `/`. All ports of a host share its cookies, and so do all apps below it, so the name contains the port and the
 * path.
 *
 * @param address the app's address, such as `https://www.contoso.com` or `https://www.contoso.com/portal`
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
export function cookieName(address: string, name: string): string {
  const { protocol, port, pathname } = new URL(address);
  const own = [name, ...(port === '' ? [] : ['-', port]), pathname.replace(/\/$/, '').replaceAll('/', '~')].join('');
  return protocol === 'https:' ? `__Host-${own}` : own;
}

/** The attributes of every cookie of this package. Without a Max-Age, a cookie ends with the browser session. */
export function cookieAttributes(origin: string): { httpOnly: true; sameSite: 'lax'; secure: boolean; path: '/' } {
  return { httpOnly: true, sameSite: 'lax', secure: new URL(origin).protocol === 'https:', path: '/' };
}

/** Returns the request's cookies by name. Of two with the same name, the first counts, in the order of RFC 6265. */
export function readCookies(req: Request): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (req.headers.cookie ?? '').split(';')) {
    const [name = '', ...value] = pair.split('=');
    if (!cookies.has(name.trim())) cookies.set(name.trim(), value.join('=').trim());
  }
  return cookies;
}

/**
 * Rejects a request on which a Secure cookie would silently be dropped.
 *
 * @throws {InsecureRequestError} when the app's address is https but Express sees an http request
 */
export function requireSecureRequest(req: Request, origin: string): void {
  if (req.secure || new URL(origin).protocol !== 'https:') return;
  throw new InsecureRequestError(
    `The address of this app is ${origin}, but the request arrived over http. The proxy must send X-Forwarded-Proto: https, ` +
      'and TRUST_PROXY must count every proxy on the way.',
  );
}
