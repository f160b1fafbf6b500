/** How far back tokens are dated, so that a clock that is slow accepts them: seconds. */
const backdating = 300;

/**
 * When a token was made, begins and ends, in seconds since 1970. It ends a second after `expires_in` says.
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#sample-tokens
 */
export function tokenTimes(now: number, expiresIn: number): { iat: number; nbf: number; exp: number } {
  return { iat: now - backdating, nbf: now - backdating, exp: now + expiresIn + 1 };
}
