/** The ID token is not one that this tenant made for this app just now. Nobody was signed in. */
export class IdTokenError extends Error {
  override readonly name = 'IdTokenError';
  readonly code = 'id_token_refused';
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
    throw new IdTokenError(`The claim ${claim} of the ID token is not what it must be.`);
  };
  if (claims['iss'] !== expected.issuer) refuse('iss');
  if (claims['aud'] !== expected.audience) refuse('aud');
  const { exp, sub } = claims;
  if (typeof exp !== 'number' || exp + clockSkewSeconds < Date.now() / 1000) refuse('exp');
  if (typeof sub !== 'string' || sub === '') refuse('sub');
  return claims;
}
