import type { IncomingMessage } from 'node:http';
import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { graphApplication } from '../tenant/microsoft-graph.ts';
import { olderIssuer } from '../tenant/older-issuer.ts';
import type { TenantContext } from '../tenant/tenant-context.ts';
import { GraphError } from './graph-error.ts';

/** The caller of Microsoft Graph and its permissions. */
export interface Caller {
  /** appId of the application. */
  clientId: string;
  /** The object ID of the user. Absent if an application calls as itself. */
  userId: string | undefined;
  /** Delegated permissions of a user's token, app roles of an application's. */
  permissions: ReadonlySet<string>;
}

const audiences = new Set([graphApplication.appId, ...(graphApplication.identifierUris ?? [])]);

/**
 * Validates an access token as Microsoft Graph does: it must be for Graph, from this tenant and current.
 *
 * @throws {GraphError} 401 when the token is missing or invalid
 */
export async function callerOf(request: IncomingMessage, tenant: TenantContext): Promise<Caller> {
  const token = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw refused('Access token is empty.');
  const { aud } = decode(token);
  if (!audiences.has(String(aud).replace(/\/$/, ''))) {
    throw refused('Access token validation failure. Invalid audience.');
  }
  const claims = await verify(token, tenant);
  const isUser = typeof claims.scp === 'string';
  return {
    clientId: String(claims.appid ?? claims.azp),
    userId: isUser ? String(claims.oid) : undefined,
    permissions: new Set(isUser ? String(claims.scp).split(' ') : [claims.roles ?? []].flat().map(String)),
  };
}

function decode(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch {
    throw refused('IDX14100: JWT is not well formed, there are no dots (.).');
  }
}

async function verify(token: string, { keys, clock, directory }: TenantContext): Promise<JWTPayload> {
  try {
    const key = await keys.publicKey(decodeProtectedHeader(token).kid ?? '');
    if (!key) throw refused(signatureInvalid);
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['RS256'],
      issuer: olderIssuer(directory),
      currentDate: new Date(clock.now()),
      clockTolerance: 300,
      requiredClaims: ['exp'],
    });
    return payload;
  } catch (cause) {
    if (cause instanceof errors.JWTExpired) throw refused('Lifetime validation failed, the token is expired.');
    if (cause instanceof errors.JWTClaimValidationFailed) {
      throw refused(
        cause.claim === 'iss' ? 'Invalid issuer.' : 'Lifetime validation failed, the token is not yet valid.',
      );
    }
    throw cause instanceof GraphError ? cause : refused(signatureInvalid);
  }
}

const signatureInvalid = 'Signature is invalid.';

function refused(message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message);
}
