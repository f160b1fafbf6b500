import { createHash, X509Certificate } from 'node:crypto';

import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload, ProtectedHeaderParameters } from 'jose';

import type { Application } from '../tenant/model.ts';
import { entraErrors } from './entra-errors.ts';

/** Seconds that a client's clock may differ from ours. */
const clockTolerance = 300;

/**
 * Verifies a client assertion signed with one of the application's certificates. The same assertion may come again:
 * MSAL sends it for ten minutes.
 * @param audiences every name of the token endpoint that it may be for.
 * @param now seconds since 1970.
 * @throws EntraError
 */
export async function verifyAssertion(
  assertion: string,
  client: Application,
  audiences: string[],
  now: number,
): Promise<void> {
  const { header, claims } = decode(assertion);
  if (claims.iss !== client.appId || claims.sub !== client.appId) throw entraErrors.assertionMalformed();
  if (![claims.aud].flat().some((audience) => audience !== undefined && audiences.includes(audience))) {
    throw entraErrors.assertionAudience(String(claims.aud));
  }
  const certificate = client.keyCredentials
    ?.map((credential) => new X509Certificate(credential.certificate))
    .find(({ raw }) => thumbprint('sha256', raw) === header['x5t#S256'] || thumbprint('sha1', raw) === header.x5t);
  if (!certificate) throw entraErrors.certificateNotRegistered('The key was not found.');
  try {
    await jwtVerify(assertion, certificate.publicKey, {
      algorithms: ['RS256', 'PS256'],
      currentDate: new Date(now * 1000),
      clockTolerance,
      requiredClaims: ['exp'],
    });
  } catch (cause) {
    const outOfTime = cause instanceof errors.JWTExpired || cause instanceof errors.JWTClaimValidationFailed;
    throw outOfTime
      ? entraErrors.assertionOutOfTime()
      : entraErrors.certificateNotRegistered('The key used is not valid for the signature.');
  }
}

/**
 * `iss` of an assertion, which names the client where `client_id` does not.
 * @throws EntraError 50027
 */
export function assertionIssuer(assertion: string | null): string | undefined {
  return assertion === null ? undefined : decode(assertion).claims.iss;
}

function decode(assertion: string): { header: ProtectedHeaderParameters; claims: JWTPayload } {
  try {
    return { header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) };
  } catch {
    throw entraErrors.assertionMalformed();
  }
}

function thumbprint(algorithm: 'sha1' | 'sha256', certificate: Buffer): string {
  return createHash(algorithm).update(certificate).digest('base64url');
}
