import { createHash, X509Certificate } from 'node:crypto';

import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload, ProtectedHeaderParameters } from 'jose';

import type { Application } from '../tenant/model.ts';
import { entraErrors } from './entra-errors.ts';

/** Seconds that a client's clock may differ from ours. */
export const clockTolerance = 300;

/** A client assertion whose signature has not been looked at. */
export interface DecodedAssertion {
  header: ProtectedHeaderParameters;
  claims: JWTPayload;
}

export interface AssertionCircumstances {
  /** Every name of the token endpoint that an assertion may be for. */
  audiences: string[];
  /** The tenant's time, by which credentials expire: seconds since 1970. */
  tenantSeconds: number;
  /** The machine's time, by which clients sign: seconds since 1970. */
  machineSeconds: number;
}

/**
 * Verifies a client assertion signed with one of the application's certificates. The same assertion may come again:
 * MSAL sends it for ten minutes.
 * @throws EntraError
 */
export async function verifyCertificateAssertion(
  assertion: string,
  { header, claims }: DecodedAssertion,
  client: Application,
  { audiences, tenantSeconds, machineSeconds }: AssertionCircumstances,
): Promise<void> {
  if (claims.iss !== client.appId || claims.sub !== client.appId) throw entraErrors.assertionMalformed();
  if (![claims.aud].flat().some((audience) => audience !== undefined && audiences.includes(audience))) {
    throw entraErrors.assertionAudience(String(claims.aud));
  }
  const certificate = client.keyCredentials
    ?.map((credential) => new X509Certificate(credential.certificate))
    .find(({ raw }) => isThumbprint(header['x5t#S256'], 'sha256', raw) || isThumbprint(header.x5t, 'sha1', raw));
  if (!certificate) throw entraErrors.certificateNotRegistered('The key was not found.');
  if (Date.parse(certificate.validTo) / 1000 <= tenantSeconds) throw entraErrors.certificateExpired();
  try {
    await jwtVerify(assertion, certificate.publicKey, {
      algorithms: ['RS256', 'PS256'],
      currentDate: new Date(machineSeconds * 1000),
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
  return assertion === null ? undefined : decodeAssertion(assertion).claims.iss;
}

/** @throws EntraError 50027 for what is not a JWT. */
export function decodeAssertion(assertion: string): DecodedAssertion {
  try {
    return { header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) };
  } catch {
    throw entraErrors.assertionMalformed();
  }
}

/** Libraries write the same bytes in either alphabet of base64, with padding and without. */
function isThumbprint(written: unknown, algorithm: 'sha1' | 'sha256', certificate: Buffer): boolean {
  const thumbprint = createHash(algorithm).update(certificate).digest();
  return typeof written === 'string' && Buffer.from(written, 'base64').equals(thumbprint);
}
