import { absent, emulated, guess, type ParitySection, real } from './row.ts';
import { sources } from './sources.ts';

export const discovery: ParitySection = {
  title: 'Discovery and keys',
  rows: [
    real(
      'Fields of the discovery document and their order',
      sources.openId,
      'shapes.test.ts',
      'has exactly the fields of a real tenant',
    ),
    real(
      'Issuer on the GUID host, for requests to a ciamlogin.com name',
      sources.issuer,
      'shapes.test.ts',
      'with the issuer on the GUID host',
    ),
    emulated(
      "Issuer on the local tenant's own origin, for other requests",
      'metadata.test.ts',
      'is in tokens made without a flow as in discovery',
    ),
    real('No default port in any address', sources.openId, 'metadata.test.ts', 'has no default port'),
    real(
      'Several RSA keys with x5t and x5c, without alg',
      sources.accessTokens,
      'shapes.test.ts',
      'publishes several RSA keys',
    ),
    real(
      'Metadata and keys for tokens of version 1.0',
      sources.accessTokens,
      'metadata.test.ts',
      'names the keys that such tokens are signed with',
    ),
    emulated(
      'Access to both for every origin, also after a preflight request',
      'metadata.test.ts',
      'a page of any origin may read',
    ),
    emulated(
      "userinfo on the local tenant's own origin, or at graph.microsoft.com",
      'graph.test.ts',
      'is where discovery says',
    ),
    real(
      'No pushed authorization requests, DPoP or back-channel logout in the discovery document',
      sources.openId,
      'absent.test.ts',
      'discovery does not advertise',
    ),
  ],
};

export const tokens: ParitySection = {
  title: 'Tokens',
  rows: [
    real(
      'iat and nbf five minutes in the past, exp an hour in the future',
      sources.accessTokenClaims,
      'token-times.test.ts',
      'tokens of an hour are dated five minutes back',
    ),
    real(
      "Lifetime of users' access tokens: 60 to 90 minutes",
      sources.accessTokens,
      'token-times.test.ts',
      'live for 60 to 90 minutes',
    ),
    real('Configured lifetimes', sources.accessTokens, 'token-times.test.ts', 'a configured lifetime holds'),
    real(
      'Version 1.0 unless the API asks for 2.0',
      sources.applicationResource,
      'token-times.test.ts',
      'an API whose requestedAccessTokenVersion is',
    ),
    absent(
      'ipaddr and pwd_exp in tokens of version 1.0',
      'token-times.test.ts',
      'an API whose requestedAccessTokenVersion is',
    ),
    real('Claims of ID tokens', sources.idTokenClaims, 'shapes.test.ts', 'id_token by openid'),
    real('Claims of application tokens', sources.accessTokenClaims, 'shapes.test.ts', 'claims of an app'),
    emulated('aio, rh and uti', 'shapes.test.ts', 'claims of an app'),
    real('Optional claims', sources.optionalClaims, 'shapes.test.ts', 'with c_hash and the optional claims'),
    guess(
      'amr as an optional claim of tokens of version 2.0',
      'such tokens had none in 2021 (azure-docs #85021), and no later recording shows one',
      'conditional-access.test.ts',
      'amr by optional claim',
    ),
    real(
      'acrs when the app requires it, or as an optional claim',
      sources.contexts,
      'conditional-access.test.ts',
      'is named in the token that it was demanded for',
    ),
    emulated("Response headers, with Date from the tenant's clock", 'token-times.test.ts', 'the Date of a response'),
  ],
};

export const grants: ParitySection = {
  title: 'Grants',
  rows: [
    real(
      'Authorization code with PKCE, for one use within ten minutes',
      sources.code,
      'errors.test.ts',
      'a code after ten minutes',
    ),
    real(
      'A parameter without a value, treated as absent',
      sources.goTests,
      'request-shapes.test.ts',
      'a parameter without a value counts as absent',
    ),
    real(
      'Refresh tokens for any API with consent, rotated, with the old one still valid',
      sources.refreshTokens,
      'shapes.test.ts',
      'a new token each time while the old one lives on',
    ),
    real(
      'Refresh tokens of single-page apps that end after a day',
      sources.refreshTokens,
      'platforms.test.ts',
      'have refresh tokens that end a day after the sign-in',
    ),
    real(
      'Client credentials: OpenID scopes beside .default, ignored',
      sources.javaTests,
      'request-shapes.test.ts',
      'the scope of client credentials',
    ),
    real(
      'Thumbprints in any base64, padded or not',
      sources.pythonTests,
      'request-shapes.test.ts',
      'the thumbprint of a certificate',
    ),
    real(
      'Client credentials for several APIs: 70011',
      sources.severalDefaults,
      'request-shapes.test.ts',
      '%s is refused',
    ),
    real(
      'Federated credentials',
      sources.federation,
      'federated-credentials.test.ts',
      'is taken, and the keys it is checked with are kept',
    ),
    real(
      'On-behalf-of',
      sources.onBehalfOf,
      'on-behalf-of.test.ts',
      'receives a token of the same user for the other API',
    ),
    real('No password grant', sources.features, 'errors.test.ts', 'an unsupported grant'),
  ],
};
