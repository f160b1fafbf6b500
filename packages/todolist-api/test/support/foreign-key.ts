import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import type { Claims } from './callers.ts';

/** A key that is not the tenant's. */
export interface ForeignKey {
  /** Its public part. */
  jwk: JWK;
  /** Signs a token. A header field that is undefined is left out. */
  sign(claims: Claims, header?: Record<string, unknown>): Promise<string>;
}

export async function makeForeignKey(): Promise<ForeignKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const kid = randomUUID();
  return {
    jwk: { ...(await exportJWK(publicKey)), kid },
    sign: (claims, header) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, ...header }).sign(privateKey),
  };
}
