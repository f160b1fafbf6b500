import type { Provider } from 'oidc-provider';

type Context = ReturnType<Provider['createContext']>;

interface SessionCookie {
  httpOnly: true;
  overwrite: true;
  sameSite: 'none' | 'lax';
  secure: boolean;
}

/**
 * Over https pages of other sites may have it, as they may of a real tenant: silent sign-in in a hidden iframe needs it.
 * Over http browsers take no such cookie.
 * @param origin how browsers reach the tenant
 */
export function sessionCookie(origin: string): SessionCookie {
  const secure = origin.startsWith('https:');
  return { httpOnly: true, overwrite: true, sameSite: secure ? 'none' : 'lax', secure };
}

/**
 * Lets cookies end with the browser, except for those that are kept: they last as many seconds as the tenant gave them,
 * because its clock may be far from the browser's.
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
