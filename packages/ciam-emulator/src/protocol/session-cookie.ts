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
