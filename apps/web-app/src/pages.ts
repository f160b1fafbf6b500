import { displayName } from 'ciam-msal';
import { describeClaims } from 'ciam-msal/describe-claims';
import express, { type RequestHandler, type Router } from 'express';
import type { SignInArrival } from 'web-session';
import type { Config } from './config.ts';
import { sessionLost } from './lost-sign-in.ts';

/** Claims about the protocol rather than the user. */
const protocolClaims = new Set(
  'aud iss iat nbf exp auth_time nonce aio uti rh ver sid login_hint at_hash c_hash acr amr acrs azp azpacr xms_ftd'.split(
    ' ',
  ),
);

/** Makes the user available to the pages. A page that shows a user is not cached. */
export const showUser: RequestHandler = (req, res, next) => {
  const { user } = req.session;
  if (user) {
    res.locals['user'] = { name: displayName(user.claims) };
    res.set('Cache-Control', 'no-store');
  } else {
    res.set('Cache-Control', 'private, no-cache').vary('Cookie');
  }
  next();
};

/** Reports a sign-in whose session the next page does not find. It runs before every page. */
export function checkArrival(config: Config, arrival: SignInArrival): RequestHandler {
  return (req, res, next) => {
    if (arrival.wasLost(req, res)) throw sessionLost(config);
    next();
  };
}

/** The home page, and the page that only signed-in users see. */
export function pageRoutes(config: Config, arrival: SignInArrival): Router {
  const router = express.Router();

  router.get('/', (req, res) => {
    res.render('home', { title: 'Home', signedOut: arrival.hasLeft(req, res) });
  });

  router.get('/users/id', (req, res) => {
    const { user } = req.session;
    if (!user) {
      res.redirect(`${config.basePath}/auth/signin?${new URLSearchParams({ returnTo: req.url }).toString()}`);
      return;
    }
    const claims = describeClaims(user.claims);
    res.render('id', {
      title: 'ID token claims',
      claims: claims.filter(({ name }) => !protocolClaims.has(name)),
      protocol: claims.filter(({ name }) => protocolClaims.has(name)),
    });
  });

  return router;
}
