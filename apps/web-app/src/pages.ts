import { describeClaims } from 'ciam-msal';
import express, { type Router } from 'express';

/** The home page, and the one that only a signed-in user sees. */
export function pageRoutes(): Router {
  const router = express.Router();

  // Every page below shows who is signed in, and belongs to that user alone.
  router.use((req, res, next) => {
    const { user } = req.session;
    if (user) {
      res.locals['user'] = { name: user.claims['name'] ?? user.claims['preferred_username'] };
      res.set('Cache-Control', 'no-store');
    }
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
