import { describeClocks, secondsAhead } from 'ciam-config/clocks';

export type IdTokenErrorCode =
  /** A claim has a wrong value. The message names the claim. */
  | 'id_token_refused'
  /**
   * The token was expired on arrival, so the clocks of the tenant and this machine differ. The message says by how
   * much.
   */
  | 'clocks_differ';

/** The ID token was not just issued by this tenant for this app. No user was signed in. */
export class IdTokenError extends Error {
  override readonly name = 'IdTokenError';
  readonly code: IdTokenErrorCode;

  constructor(code: IdTokenErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The tolerated difference of clocks, in seconds. */
const clockSkewSeconds = 300;

/**
 * Validates what MSAL Node does not: issuer, audience and expiry. MSAL has checked the nonce. The signature need not be
 * checked, because the token came directly from the token endpoint.
 *
 * @returns the claims
 * @throws {IdTokenError} when a claim has a wrong value
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export function checkIdToken(
  claims: Record<string, unknown>,
  expected: { issuer: string; audience: string },
): Record<string, unknown> {
  const refuse = (claim: string): never => {
    throw new IdTokenError('id_token_refused', `The claim ${claim} of the ID token has a wrong value.`);
  };
  if (claims['iss'] !== expected.issuer) refuse('iss');
  if (claims['aud'] !== expected.audience) refuse('aud');
  const { exp, iat, sub } = claims;
  if (typeof exp !== 'number' || exp + clockSkewSeconds < Date.now() / 1000) {
    // The token endpoint has just issued the token, so an expired one means that the clocks differ.
    const issuedAt = typeof iat === 'number' ? iat : undefined;
    const ahead = typeof exp === 'number' ? secondsAhead({ issuedAt, expiresAt: exp }) : undefined;
    if (ahead === undefined || issuedAt === undefined || ahead < 2 * clockSkewSeconds) return refuse('exp');
    throw new IdTokenError(
      'clocks_differ',
      `The tenant has just issued the ID token, but it has expired by the clock of this machine. ${describeClocks(ahead)} Correct it.`,
    );
  }
  if (typeof sub !== 'string' || sub === '') refuse('sub');
  return claims;
}
