import { absent, emulated, type ParitySection, real } from './row.ts';
import { sources } from './sources.ts';

const shapes = 'shapes.test.ts';
const prompts = 'pages/prompts.test.ts';

export const responses: ParitySection = {
  title: 'Responses of the token endpoint',
  rows: [
    real(
      'An application token: type, lifetimes as numbers, token, and nothing else',
      sources.credentials,
      shapes,
      'no scope, no client_info, claims of an app',
    ),
    real(
      'An ID token for openid, a refresh token for offline_access',
      sources.code,
      shapes,
      'id_token by openid, refresh_token by offline_access',
    ),
    real('client_info on request: uid and utid', sources.recordings, shapes, 'client_info when asked'),
    real(
      'No caching; the trace ID of an error in x-ms-request-id',
      sources.recordings,
      'errors.test.ts',
      'takes the correlation ID of the request',
    ),
    real('A nonce in the ID token if and only if one was sent', sources.openId, shapes, 'no profile claims, no nonce'),
    real(
      'name, preferred_username and oid only for the scope profile',
      sources.idTokenClaims,
      shapes,
      'no profile claims, no nonce',
    ),
    real('A different sub for each application, sid by default', sources.idTokenClaims, shapes, 'id_token by openid'),
    real(
      'Client secret in the body or in the Authorization header',
      sources.code,
      shapes,
      'a secret in the Authorization header',
    ),
    real(
      'An assertion that names the token endpoint by tenant ID or by domain, and that is sent twice',
      sources.certificates,
      'errors.test.ts',
      'one that is right works, twice',
    ),
    real(
      'PS256 with x5t#S256, RS256 with x5t',
      sources.certificates,
      'request-shapes.test.ts',
      'the thumbprint of a certificate',
    ),
    real('A code challenge with S256 or plain', sources.code, shapes, 'a plain code challenge'),
    real('The tenant by its id or its onmicrosoft.com domain', sources.openId, shapes, 'by either name of the tenant'),
    absent(
      'Published limits: 429 beyond 20 requests a second',
      'endurance.long.test.ts',
      '500 complete sign-ins in a row, none fails',
    ),
    absent(
      'Strict-Transport-Security, P3P, x-ms-ests-server, Expires',
      shapes,
      'no scope, no client_info, claims of an app',
    ),
  ],
};

export const sessions: ParitySection = {
  title: 'Sessions, prompts and sign-out',
  rows: [
    real(
      'A session cookie with SameSite=None; Secure, over https',
      sources.recordings,
      'pages/hidden-frame.long.test.ts',
      'works where the browser allows third-party cookies',
    ),
    real(
      'Silent sign-in in a hidden frame without third-party cookies: 50058',
      sources.errors,
      'pages/hidden-frame.long.test.ts',
      'receives 50058 where it does not',
    ),
    real(
      '"Stay signed in?" after a sign-in',
      sources.staySignedIn,
      'pages/stay-signed-in.test.ts',
      'the driver without a browser answers it',
    ),
    real(
      'prompt=login asks for the password again',
      sources.openId,
      prompts,
      'asks for the password although the browser is signed in',
    ),
    real(
      'prompt=select_account shows the account picker',
      sources.openId,
      prompts,
      'offers the account that is signed in',
    ),
    real('prompt=consent asks for consent', sources.openId, prompts, 'lists what the app asks for, in words'),
    real('prompt=create begins with sign-up', sources.recordings, prompts, 'begins with sign-up'),
    real('login_hint fills in the address', sources.openId, prompts, 'a known address goes straight to the password'),
    real('sid with prompt=none selects the session', sources.openId, prompts, 'none with the sid of the account'),
    real(
      'Responses by query, fragment and form_post',
      sources.openId,
      shapes,
      'form_post, for a session that is there already',
    ),
    real(
      'Sign-out by GET or POST, with a return only to a registered address',
      sources.openId,
      shapes,
      'goes back to a registered address only',
    ),
    real('logout_hint skips the account picker', sources.openId, prompts, 'sign-out'),
    real(
      'COOP on the pages of an application',
      sources.coop,
      'pages/stay-signed-in.test.ts',
      'coopEnforcement cuts the pages',
    ),
    emulated('An inbox for email and text messages', 'control.test.ts', 'mail can be waited for'),
  ],
};

export const reach: ParitySection = {
  title: 'What only a local tenant has',
  rows: [
    emulated('The control API, only on this machine', 'control-http.test.ts', 'is not for pages of other sites'),
    emulated('The control API from other machines, with a token', 'reach.test.ts', 'opens by the token alone'),
    emulated(
      'Two names for one tenant, for browsers and for the back channel',
      'reach.test.ts',
      'and both learn of one issuer',
    ),
    emulated(
      'An app under contoso.ciamlogin.com, with changes only to its settings',
      'witnesses/existing-app.long.test.ts',
      'nothing changed but its settings',
    ),
    emulated('The metadata for MSAL over http', 'msal-node.test.ts', 'signs a user in by authorization code'),
    emulated('Types that need only Node.js', 'package/package.e2e.test.ts', 'the declarations import nothing but Node'),
    emulated(
      'Signing keys that survive a restart',
      'keys-file.test.ts',
      'a token stays good when the tenant starts again',
    ),
  ],
};
