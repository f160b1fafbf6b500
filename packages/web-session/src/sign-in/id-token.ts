import { describeClocks, secondsAhead } from 'ciam-config/clocks';

export type IdTokenErrorCode =
  /** A claim is not what it must be; the message names it. */
  | 'id_token_refused'
  /** It was expired when it arrived: the clocks of the tenant and of this machine differ, and the message says by how much. */
  | 'clocks_differ';

/** The ID token is not one that this tenant made for this app just now. No user was signed in. */
export class IdTokenError extends Error {
  override readonly name = 'IdTokenError';
  readonly code: IdTokenErrorCode;

  constructor(code: IdTokenErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** How far clocks may be apart, in seconds. */
const clockSkewSeconds = 300;

/**
 * Checks what MSAL Node does not: issuer, audience and expiry. MSAL checked the nonce, and the token came straight from the token
 * endpoint, which makes up for the signature.
 *
 * @returns the claims
 * @throws IdTokenError that names the claim that is wrong
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export function checkIdToken(
  claims: Record<string, unknown>,
  expected: { issuer: string; audience: string },
): Record<string, unknown> {
  const refuse = (claim: string): never => {
    throw new IdTokenError('id_token_refused', `The claim ${claim} of the ID token is not what it must be.`);
  };
  if (claims['iss'] !== expected.issuer) refuse('iss');
  if (claims['aud'] !== expected.audience) refuse('aud');
  const { exp, iat, sub } = claims;
  if (typeof exp !== 'number' || exp + clockSkewSeconds < Date.now() / 1000) {
    // The token endpoint has just made it, so it is this machine's clock that says it is old.
    const issuedAt = typeof iat === 'number' ? iat : undefined;
    const ahead = typeof exp === 'number' ? secondsAhead({ issuedAt, expiresAt: exp }) : undefined;
    if (ahead === undefined || issuedAt === undefined || ahead < 2 * clockSkewSeconds) return refuse('exp');
    throw new IdTokenError(
      'clocks_differ',
      `The tenant has just made the ID token, and it is old by the clock here. ${describeClocks(ahead)} Set it right.`,
    );
  }
  if (typeof sub !== 'string' || sub === '') refuse('sub');
  return claims;
}
