import { createHash, X509Certificate } from 'node:crypto';
import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from 'jose';
import type { Application } from '../tenant/model.ts';
import { entraErrors } from './entra-errors.ts';

/** The tolerated difference of a client's clock, in seconds. */
export const clockTolerance = 300;

/** A client assertion whose signature has not been verified. */
export interface DecodedAssertion {
  header: ProtectedHeaderParameters;
  claims: JWTPayload;
}

export interface AssertionCircumstances {
  /** The valid audiences: every name of the token endpoint. */
  audiences: string[];
  /** The tenant's time, which decides whether credentials have expired, in seconds since 1970. */
  tenantSeconds: number;
  /** The machine's time, with which clients sign, in seconds since 1970. */
  machineSeconds: number;
}

/**
 * Verifies a client assertion that is signed with one of the application's certificates. The same assertion may be used
 * again: MSAL reuses it for ten minutes.
 *
 * @throws {EntraError} when the certificate, the signature or a claim is wrong
 */
export async function verifyCertificateAssertion(
  assertion: string,
  { header, claims }: DecodedAssertion,
  client: Application,
  { audiences, tenantSeconds, machineSeconds }: AssertionCircumstances,
): Promise<void> {
  if ([claims.iss, claims.sub].some((id) => lowerCase(id) !== client.appId)) throw entraErrors.assertionMalformed();
  const accepted = new Set(audiences.map(lowerCase));
  if (![claims.aud].flat().some((audience) => audience !== undefined && accepted.has(lowerCase(audience)))) {
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
 * Returns the `iss` of an assertion, which identifies the client if there is no `client_id`.
 *
 * @throws {EntraError} 50027 when it is not a JWT
 */
export function assertionIssuer(assertion: string | null): string | undefined {
  return assertion === null ? undefined : decodeAssertion(assertion).claims.iss;
}

/**
 * Decodes an assertion without verifying it.
 *
 * @throws {EntraError} 50027 when it is not a JWT
 */
export function decodeAssertion(assertion: string): DecodedAssertion {
  try {
    return { header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) };
  } catch {
    throw entraErrors.assertionMalformed();
  }
}

/** Clients write IDs as they were configured. */
function lowerCase(text: unknown): string {
  return typeof text === 'string' ? text.toLowerCase() : '';
}

/** Compares bytes, because libraries use either alphabet of base64, with or without padding. */
function isThumbprint(written: unknown, algorithm: 'sha1' | 'sha256', certificate: Buffer): boolean {
  const thumbprint = createHash(algorithm).update(certificate).digest();
  return typeof written === 'string' && Buffer.from(written, 'base64').equals(thumbprint);
}
