import { describeClaims } from 'ciam-msal';
import express, { type RequestHandler, type Router } from 'express';
import type { SignInArrival } from 'web-session';
import type { Config } from './config.ts';
import { sessionLost } from './lost-sign-in.ts';

/** Every page below shows who is signed in, and then belongs to that user alone. */
export const showUser: RequestHandler = (req, res, next) => {
  const { user } = req.session;
  if (user) {
    res.locals['user'] = { name: user.claims['name'] ?? user.claims['preferred_username'] };
    res.set('Cache-Control', 'no-store');
  }
  next();
};

/** The home page, and the one that only a signed-in user sees. */
export function pageRoutes(config: Config, arrival: SignInArrival): Router {
  const router = express.Router();

  router.use((req, res, next) => {
    if (arrival.wasLost(req, res)) throw sessionLost(config);
    next();
  });

  router.get('/', (_req, res) => {
    res.render('home', { title: 'Home' });
  });

  router.get('/users/id', (req, res) => {
    const { user } = req.session;
    if (!user) {
      res.redirect(`/auth/signin?${new URLSearchParams({ returnTo: req.originalUrl }).toString()}`);
      return;
    }
    res.render('id', { title: 'ID token claims', claims: describeClaims(user.claims) });
  });

  return router;
}
