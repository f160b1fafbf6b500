import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, jwtVerify } from 'jose';
import { requireContext } from '../server/request-context.ts';
import type { Application } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { addConsented } from './consented-grant.ts';
import { sessionId } from './session-id.ts';
import { clockTolerance } from './client-assertion.ts';
import { EntraError } from './entra-error.ts';
import { entraErrors } from './entra-errors.ts';
import { required } from './form.ts';
import { checkGranted, type GrantRequest, type ProviderRequest } from './grant-request.ts';
import { onlyResource, providerScope, readScopes, resourceIdentifier } from './scopes.ts';

/**
 * Handles the on-behalf-of flow: an API exchanges the token that it was called with for one of another API, for the
 * same user.
 *
 * @throws {EntraError} when the token or the request is invalid
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-on-behalf-of-flow
 */
export async function onBehalfOf(request: GrantRequest): Promise<ProviderRequest> {
  const { form, client, tenant } = request;
  const { provider } = tenant;
  const assertion = required(form, 'assertion');
  if (required(form, 'requested_token_use') !== 'on_behalf_of') throw entraErrors.requestMalformed();
  const scope = required(form, 'scope');
  const claims = await verifyUserAssertion(assertion, client, tenant);
  const accountId = String(claims.oid);
  const asked = readScopes(scope, client, tenant.directory);
  const resource = onlyResource(asked, scope);
  const sid = typeof claims.sid === 'string' ? claims.sid : undefined;
  const amr = amrOf(claims, sid, tenant);
  await checkGranted({ accountId, amr }, asked, resource, request);
  const grant = await addConsented(new provider.Grant({ accountId, clientId: client.appId }), client, tenant.directory);
  // To oidc-provider this flow looks like the redemption of a refresh token, so create one and delete it afterwards.
  const source = new provider.RefreshToken({
    client: (await provider.Client.find(client.appId))!,
    accountId,
    amr,
    grantId: grant.jti,
    gty: 'authorization_code',
    sid,
    scope: providerScope(asked),
    resource: tenant.directory.resources.map(resourceIdentifier),
    iiat: requireContext().clock.seconds(),
  });
  const value = await source.save();
  return {
    parameters: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: value,
      scope: providerScope(asked),
      resource: resourceIdentifier(resource),
    }),
    responseScopes: asked.responseScopes,
    // Keep the refresh token only if offline_access was requested.
    afterwards: async () => {
      if (asked.offlineAccess) return source.destroy();
      tenant.store.deleteGrant(grant.jti);
      return grant.destroy();
    },
  };
}

/**
 * Verifies the user's token.
 *
 * @throws {EntraError} 50013, 50027, 500131, 500133, 240002 or 7000114
 */
async function verifyUserAssertion(assertion: string, client: Application, tenant: Tenant): Promise<JWTPayload> {
  const { claims, kid } = decode(assertion);
  const { clock, keys, directory } = tenant;
  const key = await keys.publicKey(kid);
  // Tenants in one process may share keys, so check the tenant too.
  if (!key || claims['tid'] !== directory.tenantId) throw entraErrors.assertionSignature('The key was not found.', kid);
  try {
    await jwtVerify(assertion, key, {
      algorithms: ['RS256'],
      currentDate: new Date(clock.now()),
      clockTolerance,
      requiredClaims: ['exp'],
    });
  } catch (cause) {
    const outOfTime = cause instanceof errors.JWTExpired || cause instanceof errors.JWTClaimValidationFailed;
    throw outOfTime
      ? entraErrors.userAssertionOutOfTime(clock.seconds(), claims.exp ?? 0)
      : entraErrors.assertionSignature('The provided signature value did not match the expected signature value.', kid);
  }
  const audience = String(claims.aud);
  if (directory.resource(audience) !== client && audience !== client.appId) {
    throw entraErrors.userAssertionAudience(audience, client.appId, client.displayName);
  }
  if (claims.azp === undefined && claims.appid === undefined) throw entraErrors.idTokenAsAssertion();
  if (typeof claims.scp !== 'string') throw entraErrors.appOnBehalfOf(client.appId);
  return claims;
}

function decode(assertion: string): { claims: JWTPayload; kid: string } {
  try {
    return { claims: decodeJwt(assertion), kid: decodeProtectedHeader(assertion).kid ?? '' };
  } catch (cause) {
    if (cause instanceof EntraError) throw cause;
    throw entraErrors.assertionMalformed();
  }
}

/** Returns how the user signed in. Tokens of version 1 contain it; for others, the session has it. */
function amrOf({ amr }: JWTPayload, sid: string | undefined, { store }: Tenant): string[] {
  if (Array.isArray(amr)) return amr.map(String);
  const session = store
    .all('Session')
    .find(({ uid }) => sid !== undefined && uid !== undefined && sessionId({ uid }) === sid);
  return session?.amr ?? ['pwd'];
}
