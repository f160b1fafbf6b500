/** How far tokens are backdated, so that a slow clock accepts them, in seconds. */
const backdating = 300;

/**
 * Returns when a token is issued, becomes valid and expires, in seconds since 1970. It expires a second after
 * `expires_in`.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#sample-tokens
 */
export function tokenTimes(now: number, expiresIn: number): { iat: number; nbf: number; exp: number } {
  return { iat: now - backdating, nbf: now - backdating, exp: now + expiresIn + 1 };
}
