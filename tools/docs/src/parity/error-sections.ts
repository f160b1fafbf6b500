import { emulated, type ParityRow, type ParitySection, real } from './row.ts';
import { sources } from './sources.ts';

const errors = 'errors.test.ts';
const documented = (what: string, title: string, file: string = errors): ParityRow =>
  real(what, sources.errors, file, title);

/** Every AADSTS number of the local tenant has a row that begins with it. */
export const requestErrors: ParitySection = {
  title: 'Errors of a request',
  rows: [
    documented('700016: an application that is not there', 'an unknown client'),
    real('700038: not an application ID', sources.malformedId, errors, 'a malformed client ID'),
    documented('900144: a parameter that is missing', 'no grant type'),
    real('9000411: a repeated parameter', sources.duplicated, errors, 'a body that is huge, or has a field twice'),
    real('900561: a method that the endpoint does not accept', sources.method, errors, '%s by %s'),
    documented('9002313: a request that cannot be read', 'a body that is huge, or has a field twice'),
    documented('90002: a tenant that is not there', 'an unknown tenant'),
    real('500207: an endpoint without v2.0', sources.accountType, errors, 'an endpoint without v2.0'),
    documented('70003: a grant type that is not offered', 'an unsupported grant'),
    documented('70011: a scope that is not valid', 'a scope that does not exist'),
    real('1002012: client credentials without .default', sources.goTests, errors, 'a scope without .default'),
    documented('500011: an API that does not exist', 'an unknown resource'),
    real(
      '28000: the token of a user for several APIs',
      sources.severalApis,
      errors,
      'a scope that does not exist, several resources',
    ),
    documented(
      '50011: a redirect URI that is not registered, shown on a page',
      'is shown to the user and never followed',
    ),
    documented('70005: a response type that is unknown, or needs openid', 'an unknown response type'),
    real('700051: an access token from /authorize', sources.implicitToken, errors, 'an access token from /authorize'),
    documented('700054: an ID token from /authorize where it is not enabled', 'a response type that is not enabled'),
    documented('70007: a response mode that is unknown', 'a response mode there is none of'),
    documented('90023: a prompt that is unknown', 'an unknown prompt'),
    documented('501491: a code challenge of the wrong size', 'a challenge of the wrong size'),
    documented('50149: a code challenge method that is unknown', 'a challenge of an unknown method'),
    real(
      '9002325: a single-page app without a code challenge',
      sources.challengeMissing,
      errors,
      'a single-page app without a challenge',
    ),
    emulated('90033: a failure of the local tenant itself, which no request causes', 'fuzz.long.test.ts', 'unexpected'),
  ],
};

export const credentialErrors: ParitySection = {
  title: 'Errors of a credential',
  rows: [
    documented('7000215: a wrong secret', 'a bad secret'),
    documented('7000222: an expired secret', 'an expired secret'),
    documented('7000218: no credential', 'no credential'),
    documented('700025: a secret of a public client', 'a public client with a secret'),
    documented(
      '700027: a certificate that is not registered, or a signature by another',
      'a certificate that is not registered',
    ),
    real('1000502: an expired certificate', sources.certificateExpired, errors, 'a certificate that has ended'),
    documented('50027: an assertion that is not a JWT', 'an assertion that is not a JWT'),
    real('700023: an assertion for another audience', sources.assertionAudience, errors, 'an assertion for elsewhere'),
    real('700024: an assertion outside its valid time', sources.assertionTime, errors, 'an assertion of yesterday'),
    real('700211: an unknown issuer', sources.federatedIssuer, 'federated-credentials.test.ts', 'an unknown issuer'),
    real('700212: an unknown audience', sources.federation, 'federated-credentials.test.ts', 'an unknown audience'),
    real('700213: an unknown subject', sources.federatedSubject, 'federated-credentials.test.ts', 'an unknown subject'),
    real(
      '501661: an issuer whose keys cannot be fetched',
      sources.externalEndpoint,
      'federated-credentials.test.ts',
      'the discovery document of another issuer',
    ),
    real(
      '501051: an application without the role that an API requires',
      sources.notAssigned,
      errors,
      'an app without a role where assignment',
    ),
  ],
};

export const grantErrors: ParitySection = {
  title: 'Errors of a code, a token or a user',
  rows: [
    documented('501481: a code verifier that does not match', 'a wrong verifier, then the code still works'),
    documented('54005: a code that is used again', 'a wrong verifier, then the code still works, and never twice'),
    documented('70008: an expired code or refresh token', 'a code after ten minutes'),
    real(
      '500112: a redirect URI other than the one that received the code',
      sources.replyAddress,
      errors,
      'another redirect URI than the code was sent to',
    ),
    documented(
      '700082: a refresh token that was idle for ninety days',
      'a refresh token that was idle for ninety days',
    ),
    documented('50173: a refresh token that was revoked', 'one that was revoked'),
    documented(
      '700084: a refresh token of a single-page app after a day',
      'have refresh tokens that end a day',
      'platforms.test.ts',
    ),
    real(
      '9002326: a page redeems the code of another platform',
      sources.crossOrigin,
      'platforms.test.ts',
      'from their pages alone, and no other app',
    ),
    real(
      '9002327: a server redeems the code of a single-page app',
      sources.singlePage,
      'platforms.test.ts',
      'redeem their codes from their pages alone',
    ),
    real(
      '50013: on-behalf-of with an invalid signature',
      sources.wrongSignature,
      'on-behalf-of.test.ts',
      'a signature that is not the key’s',
    ),
    documented('500133: on-behalf-of with an expired token', 'a token that has ended', 'on-behalf-of.test.ts'),
    real(
      '500131: on-behalf-of with a token for another API',
      sources.wrongAudience,
      'on-behalf-of.test.ts',
      'the token for someone else',
    ),
    documented('240002: on-behalf-of with an ID token', 'an ID token', 'on-behalf-of.test.ts'),
    documented(
      '7000114: on-behalf-of with the token of an application',
      'the token of an application',
      'on-behalf-of.test.ts',
    ),
    documented('70016: a device code that is pending', 'pending, declined and expired'),
    real('70020: an expired device code', sources.deviceExpired, errors, 'pending, declined and expired'),
    documented('70019: a user code that is entered too late', 'a code that is entered too late'),
    documented('70018: a device code that is unknown', 'an unknown code, an app that is not public'),
    documented('50058: prompt=none without a session', 'prompt=none without a session'),
    real(
      '16000: several accounts with prompt=none',
      sources.severalAccounts,
      'pages/accounts.test.ts',
      'cannot be made to go on as an account',
    ),
    documented('65001: permissions without consent', 'an API without consent'),
    documented('65004: the user declines to consent', 'the user cancels, or declines to consent'),
    documented('50105: a user who is not assigned', 'a user who is not assigned'),
    documented(
      '50057: a user who is disabled',
      'a disabled account, even with the right password',
      'pages/prompts.test.ts',
    ),
    documented('53003: blocked by a policy', 'blocks', 'conditional-access.test.ts'),
    documented('50076: a second factor is needed', 'is refused at the token endpoint', 'conditional-access.test.ts'),
  ],
};
