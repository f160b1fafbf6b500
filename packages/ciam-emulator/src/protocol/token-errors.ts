import { EntraError } from './entra-error.ts';

/** The errors of redeeming a code or a refresh token. */
export const tokenErrors = {
  codeMalformed: (): EntraError =>
    new EntraError(9002313, 'invalid_grant', 'Invalid request. Request is malformed or invalid.'),
  codeRedeemed: (): EntraError =>
    new EntraError(
      54005,
      'invalid_grant',
      'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
    ),
  grantExpired: (): EntraError =>
    new EntraError(
      70008,
      'invalid_grant',
      'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
    ),
  verifierMismatch: (): EntraError =>
    new EntraError(
      501481,
      'invalid_grant',
      'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
    ),
  refreshTokenInactive: (issuedAt: number): EntraError =>
    new EntraError(
      700082,
      'invalid_grant',
      `The refresh token has expired due to inactivity. The token was issued on ${isoTime(issuedAt)} and was inactive for 90.00:00:00.`,
    ),
  singlePageTokenEnded: (signedInAt: number): EntraError =>
    new EntraError(
      700084,
      'invalid_grant',
      `The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which cannot be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page. The token was issued on ${isoTime(signedInAt)}.`,
    ),
  replyAddressMismatch: (asked: string, granted: string): EntraError =>
    new EntraError(
      replyAddressNumber,
      'invalid_client',
      `The reply address '${asked}' does not match the reply address '${granted}' provided when requesting Authorization code.`,
      { status: 401 },
    ),
  refreshTokenRevoked: (issuedAt: number, validFrom: number): EntraError =>
    new EntraError(
      50173,
      'invalid_grant',
      `The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password. The grant was issued on '${isoTime(issuedAt)}' and the TokensValidFrom date (before which tokens are not valid) for this user is '${isoTime(validFrom)}'.`,
    ),
  singlePageOnly: (): EntraError =>
    new EntraError(
      9002327,
      'invalid_request',
      "Tokens issued for the 'Single-Page Application' client-type may only be redeemed via cross-origin requests.",
    ),
  notSinglePage: (origin: string): EntraError =>
    new EntraError(
      9002326,
      'invalid_request',
      `Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: '${origin}'.`,
    ),
  assertionSignature: (reason: string, kid: string): EntraError =>
    new EntraError(
      50013,
      'invalid_grant',
      `Assertion failed signature validation. [Reason - ${reason}, Thumbprint of key used by client: '${Buffer.from(kid, 'base64url').toString('hex').toUpperCase()}']`,
    ),
  userAssertionAudience: (audience: string, id: string, name: string): EntraError =>
    new EntraError(
      500131,
      'invalid_grant',
      `Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '${audience}' and the expected audience is '${id}' or one of the Application Uris of this application with App ID '${id}'(${name}). The downstream client must request a token for the expected audience (the application that made the OBO request) and this application should use that token as the assertion.`,
    ),
  userAssertionOutOfTime: (now: number, expiry: number): EntraError =>
    new EntraError(
      500133,
      'invalid_grant',
      `Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token. Current time: ${isoTime(now)}, expiry time of assertion ${isoTime(expiry)}.`,
    ),
  idTokenAsAssertion: (): EntraError =>
    new EntraError(
      240002,
      'invalid_grant',
      "Input id_token cannot be used as 'urn:ietf:params:oauth:grant-type:jwt-bearer' grant.",
    ),
  appOnBehalfOf: (id: string): EntraError =>
    new EntraError(
      7000114,
      appOnBehalfOfError,
      `Application '${id}' is not allowed to make application on-behalf-of calls.`,
    ),
  devicePending: (): EntraError =>
    new EntraError(
      70016,
      'authorization_pending',
      'OAuth 2.0 device flow error. Authorization is pending. Continue polling.',
    ),
  deviceExpired: (): EntraError =>
    new EntraError(
      70020,
      'expired_token',
      "The provided value for the input parameter 'device_code' is not valid. This device code has expired.",
    ),
  userCodeExpired: (): EntraError =>
    new EntraError(70019, 'expired_token', 'Verification code expired. Have the user retry the sign-in.'),
  deviceDeclined: (): EntraError =>
    new EntraError(deviceDeclinedNumber, 'authorization_declined', 'The end user declined the authorization request.'),
  deviceCodeUnknown: (): EntraError =>
    new EntraError(
      70018,
      'bad_verification_code',
      'Invalid verification code due to User typing in wrong user code for device code flow.',
    ),
};

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

// There is no recording of the number for a declined device code.
const deviceDeclinedNumber = 70018;
// The error reference has the number and the text, but not the OAuth error.
const appOnBehalfOfError = 'invalid_grant';
// Recorded with this text and error; no recording shows its status.
const replyAddressNumber = 500112;
