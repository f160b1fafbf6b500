import { randomUUID } from 'node:crypto';
import { CryptoProvider, ResponseMode } from '@azure/msal-node';
import { logoutUri } from 'ciam-config';
import express, { type Router } from 'express';
import type { Logger } from 'pino';
import { checkIdToken, frontChannelLogout, safeReturnTo, sameOriginOnly, sameSiteRepost } from 'web-session';
import type { Sessions, Transactions } from 'web-session';
import type { Config } from './config.ts';
import { readAnswer, SignInError } from './sign-in-error.ts';
import type { SignInService } from './sign-in-service.ts';

export interface AuthDependencies {
  connect: () => Promise<SignInService>;
  sessions: Sessions;
  transactions: Transactions;
  log: Logger;
}

/**
 * Signs users in with the authorization code flow and PKCE, and signs them out.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export function authRoutes(config: Config, { connect, sessions, transactions, log }: AuthDependencies): Router {
  const { clientId, origin, redirectUri } = config;
  const router = express.Router();

  // 1. Sign-in starts: send the browser to the service, and keep in a cookie what its answer has to match.
  router.get('/signin', async (req, res) => {
    const returnTo = safeReturnTo(req.query['returnTo']);
    res.locals['returnTo'] = returnTo; // An error page that offers to try again needs it, too.
    const { client } = await connect();
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const { state, nonce, correlationId } = await transactions.begin(req, res, {
      codeVerifier: verifier,
      returnTo,
      correlationId: randomUUID(),
    });
    const url = await client.getAuthCodeUrl({
      scopes: [],
      redirectUri,
      responseMode: ResponseMode.FORM_POST,
      state,
      nonce,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      correlationId,
    });
    res.set('Cache-Control', 'no-store').redirect(url);
  });

  // 2. The service's page makes the browser post the answer. It comes from another site, and so without our cookies: a page of
  //    this app posts it once more.
  router.post(
    '/redirect',
    express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 20 }),
    sameSiteRepost(transactions, origin, (_req, res, fields) => {
      res
        .set('Cache-Control', 'no-store')
        .render('continue', { title: 'Signing you in', script: '/assets/continue.js', fields });
    }),
  );

  // 3. Redeem the code for an ID token, and start a session with its claims.
  router.post('/redirect', async (req, res) => {
    const answer = readAnswer(req.body);
    if (req.session.user && !transactions.has(req, answer.state)) {
      // The back button brought an answer that was used already; this user is signed in.
      res.redirect(303, '/');
      return;
    }
    const { nonce, codeVerifier, returnTo, correlationId } = await transactions.finish(req, res, answer.state);
    res.locals['returnTo'] = returnTo;
    if (!answer.code) throw new SignInError(answer, correlationId);

    const { client, tenant } = await connect();
    const { idTokenClaims } = await client.acquireTokenByCode({
      code: answer.code,
      scopes: [],
      redirectUri,
      codeVerifier,
      nonce,
      correlationId,
    });
    client.clearCache(); // Nothing here needs the tokens again.
    const claims = checkIdToken({ ...idTokenClaims }, { issuer: tenant.issuer, audience: clientId });
    await sessions.start(req, claims);
    log.info({ correlationId, requestId: res.get('X-Request-Id') }, 'Signed in.');
    res.redirect(303, returnTo);
  });

  // Reloaded, bookmarked, or tried again after an error page: begin anew.
  router.get('/redirect', (_req, res) => {
    res.redirect(303, '/auth/signin');
  });

  // 4. Sign-out: ask, for a link on any other site could lead here.
  router.get('/signout', (_req, res) => {
    res.render('sign-out', { title: 'Sign out' });
  });

  // 5. End our session first, then have the browser go and end the service's. A form may not lead to another site under our
  //    Content Security Policy, so a page does.
  router.post('/signout', sameOriginOnly(origin), async (req, res) => {
    const loginHint = req.session.user?.claims['login_hint'];
    await sessions.end(req);
    const next = logoutUri({
      authority: config.tenant.authority,
      tenantSubdomain: config.tenant.tenantSubdomain,
      postLogoutRedirectUri: config.postLogoutRedirectUri,
      ...(typeof loginHint === 'string' ? { logoutHint: loginHint } : {}),
    });
    res.render('signed-out', { title: 'Signed out', user: undefined, next });
  });

  // 6. Somebody signed out of the service elsewhere: it tells us in an iframe, which has no cookies.
  router.get(
    '/frontchannel-logout',
    frontChannelLogout(sessions, async () => {
      const { tenant } = await connect();
      return { issuer: tenant.issuer, pages: [config.tenant.authority, tenant.issuer] };
    }),
  );

  return router;
}
