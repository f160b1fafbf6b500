import type { RequestHandler } from 'express';
import type { Sessions } from './sessions.ts';

/** The tenant that may report sign-outs. */
export interface LogoutSender {
  /** The issuer of its tokens, which the request must contain. */
  issuer: string;
  /** The addresses of its pages. Only they may embed the request in an iframe. */
  pages: readonly string[];
}

/** A longer session ID did not come from the tenant. */
const maxSidLength = 128;

/**
 * Handles `GET …?sid=…&iss=…`: the user signed out at the tenant or in another app. The request comes from an iframe
 * and has no cookies. The tenant's session ID alone decides which sessions end, and ending them is all that the request
 * can do.
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
      res.status(400).send("Only the tenant's sign-out page may open this address.");
      return;
    }
    await sessions.endBySid(sid);
    res.send('Signed out.');
  };
}
