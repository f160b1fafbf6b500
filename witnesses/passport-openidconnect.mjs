import express from 'express';
import session from 'express-session';
import passport from 'passport';
import OpenIDConnectStrategy from 'passport-openidconnect';
import { ask, report, settings } from './witness.mjs';

const { issuer, endpoints, webId, secret, redirectUri } = settings;
passport.use(
  new OpenIDConnectStrategy(
    {
      issuer,
      authorizationURL: endpoints.authorization_endpoint,
      tokenURL: endpoints.token_endpoint,
      userInfoURL: endpoints.userinfo_endpoint,
      clientID: webId,
      clientSecret: secret,
      callbackURL: redirectUri,
      scope: ['profile', 'email'],
    },
    (_issuer, profile, done) => done(null, profile),
  ),
);
passport.serializeUser((user, done) => done(null, user));
passport.deserializeUser((user, done) => done(null, user));

const app = express();
app.use(session({ secret: 'only for this witness', resave: false, saveUninitialized: false }));
app.use(passport.authenticate('session'));
app.get('/login', passport.authenticate('openidconnect'));
app.get('/auth/redirect', passport.authenticate('openidconnect', { failWithError: true }), (req, res) => {
  res.json(req.user);
});

const server = app.listen(0, '127.0.0.1', async () => {
  const own = `http://127.0.0.1:${server.address().port}`;
  const begun = await fetch(`${own}/login`, { redirect: 'manual' });
  const headers = {
    cookie: begun.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; '),
  };
  const { url } = await ask({ signIn: begun.headers.get('location') });
  const { pathname, search } = new URL(url);
  report(await (await fetch(`${own}${pathname}${search}`, { headers })).json());
});
