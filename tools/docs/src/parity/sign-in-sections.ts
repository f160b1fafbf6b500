import { absent, emulated, guess, type ParitySection, real } from './row.ts';
import { sources } from './sources.ts';

export const device: ParitySection = {
  title: 'Device code',
  rows: [
    real(
      'The response, and polling with either grant type',
      sources.device,
      'shapes.test.ts',
      'the response, either grant type',
    ),
    real('The page on the tenant’s own host', sources.devicePage, 'shapes.test.ts', 'the response, either grant type'),
    guess(
      'The number for a declined code',
      'documents and clients know authorization_declined, but no recording shows its number',
      'errors.test.ts',
      'pending, declined and expired',
    ),
  ],
};

export const authorize: ParitySection = {
  title: 'Sign-in and sign-out',
  rows: [
    real(
      'Redirect URIs: exact comparison, with any port of localhost',
      sources.redirects,
      'shapes.test.ts',
      'localhost matches on any port',
    ),
    real(
      'The format of errors, with their texts and ids',
      sources.errors,
      'errors.test.ts',
      'takes the correlation ID of the request',
    ),
    real(
      'Canceling: access_denied with error_subcode',
      sources.code,
      'errors.test.ts',
      'the user cancels, or declines to consent',
    ),
    emulated(
      'A wrong password or an unknown user: words on the page, without the numbers 50126 and 50034',
      'pages/attacks.test.ts',
      'ten wrong entries lock the address',
    ),
    real('Front-channel logout with sid and iss', sources.openId, 'shapes.test.ts', 'tells every app of the session'),
    guess(
      'The error for a disabled account, in the redirect',
      'a refresh gets invalid_grant with this number (authd #814, 2025), but no recording shows a redirect',
      'pages/prompts.test.ts',
      'disabled',
    ),
    absent(
      'Social providers, passkeys, usernames, custom extensions, native authentication',
      'absent.test.ts',
      'is not there',
    ),
  ],
};

export const access: ParitySection = {
  title: 'Conditional Access',
  rows: [
    real(
      'A second factor by application or authentication context',
      sources.secondFactor,
      'conditional-access.test.ts',
      'demands a second factor of tokens for it alone',
    ),
    real(
      '50076 with the claims for the next request',
      sources.claimsChallenge,
      'conditional-access.test.ts',
      'is refused at the token endpoint',
    ),
    real(
      'A context that no policy protects, in the token when the app requires it',
      sources.contexts,
      'conditional-access.test.ts',
      'an authentication context that no policy protects',
    ),
    guess(
      '9002313 for a claims parameter that cannot be read',
      'requests that cannot be read get this number, but no recording shows it for this parameter',
      'conditional-access.test.ts',
      'is malformed',
    ),
  ],
};
