import { randomUUID } from 'node:crypto';
import { CryptoProvider, ResponseMode } from '@azure/msal-node';
import { logoutUri } from 'ciam-config';
import express, { type Router } from 'express';
import type { Logger } from 'pino';
import {
  checkIdToken,
  frontChannelLogout,
  isAtAnotherOrigin,
  oncePerState,
  safeReturnTo,
  sameOriginOnly,
  sameSiteRepost,
  type Sessions,
  type SignInArrival,
  TransactionError,
  type Transactions,
} from 'web-session';
import { readAuthorizationResponse } from './authorization-response.ts';
import type { Config } from './config.ts';
import { hints } from './sign-in-hints.ts';
import { isAtAnotherName, moved } from './another-name.ts';
import { responseLost, sessionLost, wrongOrigin } from './lost-sign-in.ts';
import type { MsalClient } from './msal-client.ts';
import { SignInError } from './sign-in-error.ts';

export interface AuthDependencies {
  /** The MSAL client of this process. Waits until the tenant is discovered. */
  msal: () => Promise<MsalClient>;
  sessions: Sessions;
  transactions: Transactions;
  arrival: SignInArrival;
  log: Logger;
}

/** MSAL adds openid (an ID token), profile (the user's name) and offline_access. This app calls no API. */
const scopes: string[] = [];

/** The values of `prompt` that a link to the sign-in may pass on to the tenant. */
const prompts = ['login', 'select_account', 'create'];

/**
 * Signs users in with the authorization code flow and PKCE, and signs them out.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
export function authRoutes(config: Config, { msal, sessions, transactions, arrival, log }: AuthDependencies): Router {
  const { clientId, origin, basePath, redirectUri } = config;
  const router = express.Router();

  /** A safe path to return to, without the base path. */
  const pathInApp = (value: unknown): string => {
    const path = safeReturnTo(value);
    const rest = path.slice(basePath.length);
    return path.startsWith(basePath) && /^(?:[/?#]|$)/.test(rest) ? `/${rest.replace(/^\//, '')}` : path;
  };

  // 1. Start the sign-in: send the browser to the tenant, and keep in a cookie what the response has to match.
  router.get('/signin', async (req, res) => {
    if (isAtAnotherName(req, config)) {
      const query = new URLSearchParams([...new URL(req.url, origin).searchParams, [moved, '1']]);
      res.redirect(`${origin}${basePath}/auth/signin?${query.toString()}`);
      return;
    }
    const returnTo = pathInApp(req.query['returnTo']);
    res.locals['returnTo'] = returnTo; // The error page needs it for its "Try again" link.
    // A browser that restores its tabs sends `none` for each of them, although no sign-in came before.
    if (req.get('sec-fetch-site') !== 'none' && arrival.wentUnnoticed(req, res)) throw sessionLost(config);
    const { client } = await msal();
    const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
    const { state, nonce, correlationId } = await transactions.begin(req, res, {
      codeVerifier: verifier,
      returnTo,
      correlationId: randomUUID(),
    });
    const url = await client.getAuthCodeUrl({
      scopes,
      redirectUri,
      responseMode: ResponseMode.FORM_POST,
      state,
      nonce,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
      prompt: prompts.find((prompt) => prompt === req.query['prompt']) ?? '',
      ...hints(req.query),
      correlationId,
    });
    res.set('Cache-Control', 'no-store').redirect(url);
  });

  // 2. The tenant's page posts the response from another site, without our cookies. A page of this app posts it again.
  router.post(
    '/redirect',
    express.urlencoded({ extended: false, limit: '16kb', parameterLimit: 20 }),
    sameSiteRepost(transactions, origin, (_req, res, fields) => {
      res
        .set('Cache-Control', 'no-store')
        .render('continue', { title: 'Signing you in', script: 'continue.js', fields });
    }),
  );

  // 3. Find the sign-in that the response belongs to.
  router.post('/redirect', async (req, res) => {
    const response = readAuthorizationResponse(req.body);
    if (req.session.user && !transactions.has(req, response.state)) {
      // The back button posted a response that was already used, and the user is signed in.
      res.redirect(303, `${basePath}/`);
      return;
    }
    if (isAtAnotherOrigin(req, origin)) throw wrongOrigin(config);
    const transaction = await transactions.finish(req, res, response.state);
    const { returnTo, correlationId } = transaction;
    res.locals['returnTo'] = returnTo;
    if (!response.code) throw new SignInError(response, correlationId);

    const claims = await redeemCode(transaction, response.code);
    await sessions.start(req, claims);
    arrival.expect(res);
    log.info({ correlationId, requestId: res.get('X-Request-Id'), oid: claims['oid'] }, 'Signed in.');
    res.redirect(303, `${basePath}/auth/signed-in?${new URLSearchParams({ returnTo }).toString()}`);
  });

  // 4. Redeem the code for an ID token. This app needs only its claims.
  const redeemCode = oncePerState(async ({ nonce, codeVerifier, correlationId }, code) => {
    const { client, tenant } = await msal();
    const { idTokenClaims } = await client.acquireTokenByCode({
      code,
      scopes,
      redirectUri,
      codeVerifier,
      nonce,
      correlationId,
    });
    client.clearCache(); // The tokens are not needed again.
    return checkIdToken({ ...idTokenClaims }, { issuer: tenant.issuer, audience: clientId });
  });

  // The session must exist by now. If it does not, signing in again would not help.
  router.get('/signed-in', (req, res) => {
    if (!req.session.user) {
      arrival.wasLost(req, res); // Reported below, so clear the mark.
      throw sessionLost(config);
    }
    res.redirect(303, basePath + pathInApp(req.query['returnTo']));
  });

  // The tenant never responds with a GET. Show what arrived and do not restart the sign-in: it would be lost again.
  router.get('/redirect', async (req, res) => {
    const response = readAuthorizationResponse(req.query);
    if (response.error) {
      const transaction =
        transactions.has(req, response.state) && (await transactions.finish(req, res, response.state));
      if (transaction) res.locals['returnTo'] = transaction.returnTo;
      throw new SignInError(response, transaction ? transaction.correlationId : undefined);
    }
    if ('admin_consent' in req.query) {
      res.render('consent', { title: 'Permissions granted' });
      return;
    }
    if (req.session.user && !response.code) {
      res.redirect(303, `${basePath}/`);
      return;
    }
    // A typed or bookmarked address has no origin. Otherwise a page led here: the tenant's or our own.
    const ledHere = (req.get('sec-fetch-site') ?? 'none') !== 'none';
    if (response.code || ledHere || transactions.hasAny(req)) throw responseLost(config);
    throw new TransactionError('transaction_unknown', 'This request does not contain the response of a sign-in.');
  });

  // 5. Sign-out: ask first, because any other site could link here.
  router.get('/signout', (_req, res) => {
    res.render('sign-out', { title: 'Sign out', user: undefined });
  });

  // 6. End our session first, then have the browser end the tenant's. Our Content Security Policy keeps forms from
  // leading to another site, so a page does it.
  router.post('/signout', sameOriginOnly(origin), async (req, res) => {
    const { oid, login_hint: loginHint } = req.session.user?.claims ?? {};
    await sessions.end(req, res);
    log.info({ requestId: res.get('X-Request-Id'), oid }, 'Signed out.');
    const next = logoutUri({
      ...config.tenant,
      postLogoutRedirectUri: config.postLogoutRedirectUri,
      logoutHint: typeof loginHint === 'string' ? loginHint : undefined,
    });
    arrival.leave(res);
    res.render('signed-out', { title: 'Signed out', user: undefined, next });
  });

  // 7. The user signed out in another app: the tenant notifies us from an iframe, which has no cookies.
  router.get(
    '/frontchannel-logout',
    frontChannelLogout(sessions, async () => {
      const { tenant } = await msal();
      return { issuer: tenant.issuer, pages: [config.tenant.authority, tenant.issuer] };
    }),
  );

  return router;
}
