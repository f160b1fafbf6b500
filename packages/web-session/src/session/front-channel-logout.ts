import type { RequestHandler } from 'express';
import type { Sessions } from './sessions.ts';

/** The tenant that may report a sign-out. */
export interface LogoutSender {
  /** The issuer of its tokens, which the request must name. */
  issuer: string;
  /** Addresses of its pages: they, and no others, may hold the request in an iframe. */
  pages: readonly string[];
}

/** No session id of the tenant is longer; a longer one was made up. */
const maxSidLength = 128;

/**
 * `GET …?sid=…&iss=…`: the user signed out at the tenant or in another app. The request comes from an iframe and so without cookies;
 * the tenant's session id alone says whose sessions end, and ending them is all it can do.
 *
 * @see https://openid.net/specs/openid-connect-frontchannel-1_0.html
 */
export function frontChannelLogout(sessions: Sessions, sender: () => Promise<LogoutSender>): RequestHandler {
  return async (req, res) => {
    const { issuer, pages } = await sender();
    const origins = new Set(pages.map((page) => new URL(page).origin));
    res.removeHeader('X-Frame-Options');
    res.set('Cache-Control', 'no-store');
    res.set('Content-Security-Policy', `default-src 'none'; frame-ancestors ${[...origins].join(' ')}`);
    res.type('text');
    const { sid, iss } = req.query;
    if (typeof sid !== 'string' || sid === '' || sid.length > maxSidLength || iss !== issuer) {
      res.status(400).send('This address is for the sign-out page of the tenant.');
      return;
    }
    await sessions.endBySid(sid);
    res.send('Signed out.');
  };
}
