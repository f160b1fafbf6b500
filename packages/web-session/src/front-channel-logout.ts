import type { RequestHandler } from 'express';
import type { Sessions } from './sessions.ts';

export interface FrontChannelLogoutOptions {
  sessions: Sessions;
  /** The issuer of the tenant's tokens, which the request must name. */
  issuer: () => Promise<string>;
  /** The origins whose sign-out page may hold this request in an iframe. */
  frameAncestors: readonly string[];
}

/** No session id of the service is longer; whatever is, was made up. */
const maxSidLength = 128;

/**
 * `GET …?sid=…&iss=…`: the user signed out at the service or in another app. The request comes from an iframe and so without cookies;
 * the service's session id alone says whose sessions end, and ending them is all it can do.
 *
 * @see https://openid.net/specs/openid-connect-frontchannel-1_0.html
 */
export function frontChannelLogout({ sessions, issuer, frameAncestors }: FrontChannelLogoutOptions): RequestHandler {
  return async (req, res) => {
    res.removeHeader('X-Frame-Options');
    res.set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': `default-src 'none'; frame-ancestors ${frameAncestors.join(' ')}`,
    });
    const { sid, iss } = req.query;
    if (typeof sid !== 'string' || sid === '' || sid.length > maxSidLength || iss !== (await issuer())) {
      res.status(400).type('text').send('This address is for the sign-out page of the sign-in service.');
      return;
    }
    await sessions.endBySid(sid);
    res.status(200).type('text').send('Signed out.');
  };
}
