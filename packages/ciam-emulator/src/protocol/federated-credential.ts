import { errors, type JWTPayload, jwtVerify } from 'jose';
import type { Application } from '../tenant/model.ts';
import { clockTolerance } from './client-assertion.ts';
import { EntraError } from './entra-error.ts';
import { entraErrors } from './entra-errors.ts';
import type { FederatedIssuers } from './federated-issuers.ts';

/**
 * Verifies a client assertion from another issuer against the application's federated credentials.
 *
 * @throws {EntraError} when no federated credential matches, or the assertion is invalid
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 */
export async function verifyFederatedAssertion(
  assertion: string,
  { iss = '', sub = '', aud }: JWTPayload,
  { federatedIdentityCredentials = [] }: Application,
  { issuers, machineSeconds }: { issuers: FederatedIssuers; machineSeconds: number },
): Promise<void> {
  const ofIssuer = federatedIdentityCredentials.filter(({ issuer }) => issuer === iss);
  if (ofIssuer.length === 0) throw entraErrors.federatedIssuerUnknown(iss);
  const ofSubject = ofIssuer.filter(({ subject }) => subject === sub);
  if (ofSubject.length === 0) throw entraErrors.federatedSubjectUnknown(sub);
  const audiences = new Set([aud].flat());
  if (!ofSubject.some((credential) => credential.audiences.some((audience) => audiences.has(audience)))) {
    throw entraErrors.federatedAudienceUnknown([...audiences].join(' '));
  }
  const keys = await issuers.keysOf(iss);
  try {
    await jwtVerify(assertion, keys, {
      algorithms: ['RS256'],
      currentDate: new Date(machineSeconds * 1000),
      clockTolerance,
      requiredClaims: ['exp'],
    });
  } catch (cause) {
    if (cause instanceof EntraError) throw cause;
    const outOfTime = cause instanceof errors.JWTExpired || cause instanceof errors.JWTClaimValidationFailed;
    throw outOfTime ? entraErrors.assertionOutOfTime() : entraErrors.federatedSignatureInvalid();
  }
}
