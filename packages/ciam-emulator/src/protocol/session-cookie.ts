import type { Provider } from 'oidc-provider';

type Context = ReturnType<Provider['createContext']>;

interface SessionCookie {
  httpOnly: true;
  overwrite: true;
  sameSite: 'none' | 'lax';
  secure: boolean;
}

/**
 * Returns the attributes of the session cookie. Over https, pages of other sites may send it, as with real tenants:
 * silent sign-in in a hidden iframe needs that. Browsers do not accept such a cookie over http.
 *
 * @param origin how browsers reach the tenant
 */
export function sessionCookie(origin: string): SessionCookie {
  const secure = origin.startsWith('https:');
  return { httpOnly: true, overwrite: true, sameSite: secure ? 'none' : 'lax', secure };
}

/**
 * Makes cookies end with the browser, except those that are kept. These last for the seconds that the tenant set,
 * because its clock may differ from the browser's.
 *
 * @param isKept decides by the name of a cookie
 */
export function settleCookieTimes({ response }: Pick<Context, 'response'>, isKept: (name: string) => boolean): void {
  const cookies = [response.get('Set-Cookie') as unknown]
    .flat()
    .filter((cookie): cookie is string => typeof cookie === 'string' && cookie !== '');
  if (cookies.length === 0) return;
  response.set(
    'Set-Cookie',
    cookies.map((cookie) =>
      cookie.includes('01 Jan 1970')
        ? cookie
        : cookie.replace(/; expires=([^;]*)/i, (_attribute, end: string) =>
            isKept(cookie) ? `; max-age=${Math.ceil((Date.parse(end) - Date.now()) / 1000)}` : '',
          ),
    ),
  );
}
