import { isGuid } from 'ciam-config';
import { describeClocks, secondsAhead } from 'ciam-config/clocks';
import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import type { ApiConfig } from './config.ts';
import { invalidToken } from './challenge.ts';
import type { TenantKeys } from './tenant-keys.ts';
import type { Problem, TokenFault } from './problem.ts';

/** The verified caller. */
export interface Caller {
  /** An app calls as itself, or for a signed-in user. */
  kind: 'app' | 'user';
  /** The object ID of the user or of the app's service principal, in lower case. */
  oid: string;
  /** The client ID of the app that acquired the token. */
  clientId: string;
  /** The scopes of a user's token, or the app roles of an app's token. */
  permissions: readonly string[];
}

export type VerifyToken = (token: string) => Promise<Caller>;

const clockSkewSeconds = 60;

/**
 * Creates a function that validates access tokens of one tenant for one API. It throws a {@link Problem} 401 for an
 * invalid token.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/claims-validation
 */
export function createTokenVerifier(
  config: Pick<ApiConfig, 'clientId'>,
  keys: TenantKeys,
  now: () => number,
): VerifyToken {
  return async (token) => {
    const { tenant } = await keys.current();
    const { payload } = await jwtVerify(token, (header) => keys.find(header), {
      algorithms: ['RS256'],
      typ: 'JWT',
      issuer: tenant.issuer,
      audience: config.clientId,
      requiredClaims: ['exp', 'nbf', 'iat'],
      clockTolerance: clockSkewSeconds,
      currentDate: new Date(now()),
    }).catch((error: unknown) => {
      if (!(error instanceof errors.JOSEError)) throw error;
      refuseVersion1(token);
      throw explained(error, now());
    });
    return callerOf(payload, tenant.tenantId);
  };
}

function callerOf(payload: JWTPayload, tenantId: string): Caller {
  const { tid, ver, oid, azp, idtyp } = payload;
  if (tid !== tenantId) throw invalidToken('The token is from another tenant (tid).');
  if (ver !== '2.0') throw invalidToken('The token does not have version 2.0 (ver).');
  if (typeof oid !== 'string' || !isGuid(oid)) throw invalidToken('The token names no caller (oid).');
  // ID tokens have no azp. They are for the app that signs in, not for an API.
  if (typeof azp !== 'string') throw invalidToken('The token is not an access token: it names no app (azp).');

  const scopes = typeof payload['scp'] === 'string' ? payload['scp'].split(' ').filter(Boolean) : [];
  const roles = Array.isArray(payload['roles']) ? payload['roles'].filter((role) => typeof role === 'string') : [];
  if (scopes.length + roles.length === 0)
    throw invalidToken('The token carries neither scopes (scp) nor app roles (roles).', { reason: 'no_permissions' });

  const isApp = idtyp === undefined ? scopes.length === 0 : idtyp === 'app';
  return {
    kind: isApp ? 'app' : 'user',
    oid: oid.toLowerCase(),
    clientId: azp.toLowerCase(),
    // Users may have app roles too, but only the scopes say what an app may do for a user.
    permissions: isApp ? roles : scopes,
  };
}

/**
 * Rejects tokens of version 1.0, which an API gets if it is registered without `requestedAccessTokenVersion: 2`. They
 * have another issuer and audience.
 */
function refuseVersion1(token: string): void {
  let version: unknown;
  try {
    version = decodeJwt(token)['ver'];
  } catch {
    throw invalidToken('The token is not a well-formed JWT.');
  }
  if (version === '1.0') {
    throw invalidToken(
      "The token has version 1.0. Set requestedAccessTokenVersion to 2 in the manifest of the API's app registration.",
    );
  }
}

function explained(error: errors.JOSEError, now: number): Problem {
  const failed = error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired;
  const reason = failed && error.reason === 'check_failed' ? reasons[error.claim] : undefined;
  return invalidToken(explain(error, now), { cause: error, reason });
}

function explain(error: errors.JOSEError, now: number): string {
  if (error instanceof errors.JWTExpired) {
    return `The token has expired (exp). If it is new: ${clocksOf(error.payload, now)}`;
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf') return `The token is not valid yet (nbf). ${clocksOf(error.payload, now)}`.trimEnd();
    return claimReasons[error.claim] ?? `The token's ${error.claim} is not valid.`;
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return 'The token is signed with a key that the tenant does not publish.';
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The signature of the token is invalid.';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The token is not signed with RS256.';
  return 'The token is not a well-formed JWT.';
}

/** Describes the minimum difference between the clocks of this API and the tenant, assuming that the token is new. */
function clocksOf({ iat, nbf, exp }: JWTPayload, now: number): string {
  const ahead = secondsAhead({ issuedAt: iat, notBefore: nbf, expiresAt: exp }, now);
  return ahead === undefined ? '' : describeClocks(ahead, 'this API');
}

const claimReasons: Record<string, string> = {
  aud: 'The token is for another API (aud).',
  iss: 'The token is from another issuer (iss).',
  typ: 'The token has another type (typ).',
};

const reasons: Record<string, TokenFault> = {
  aud: 'wrong_audience',
  iss: 'wrong_issuer',
  nbf: 'not_yet_valid',
  exp: 'expired',
};
