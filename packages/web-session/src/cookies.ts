import type { Request } from 'express';
import { InsecureRequestError } from './errors.ts';

/**
 * The name of a cookie that no other host can set or read: on https with the `__Host-` prefix, which demands the path `/`. Browsers share
 * the cookies of a host among all its ports, and so do the apps below one host, so a port and a path are part of the name.
 *
 * @param address of the app, such as `https://www.contoso.com` or `https://www.contoso.com/portal`
 *
 * @see https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie#cookie_prefixes
 */
export function cookieName(address: string, name: string): string {
  const { protocol, port, pathname } = new URL(address);
  const own = [name, ...(port === '' ? [] : ['-', port]), pathname.replace(/\/$/, '').replaceAll('/', '~')].join('');
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
