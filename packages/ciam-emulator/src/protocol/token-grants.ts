import { createHash } from 'node:crypto';

import type { Application } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { checkRedemptionOrigin } from './cross-origin.ts';
import { entraErrors } from './entra-errors.ts';
import { required } from './form.ts';
import {
  consentedPermissions,
  offlineAccess,
  onlyResource,
  providerScope,
  readDefaultScope,
  readScopes,
  resourceIdentifier,
} from './scopes.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

interface GrantRequest {
  form: URLSearchParams;
  client: Application;
  tenant: Tenant;
  origin: string | undefined;
}

/** Checks the request of one grant type and says what oidc-provider is to be asked. */
type Grant = (request: GrantRequest) => URLSearchParams | Promise<URLSearchParams>;

export const grants: ReadonlyMap<string, Grant> = new Map<string, Grant>([
  ['authorization_code', authorizationCode],
  ['refresh_token', refreshToken],
  ['client_credentials', clientCredentials],
  // MSAL Node sends the short form, other clients the one of RFC 8628.
  ['device_code', deviceCode],
  [deviceGrant, deviceCode],
]);

async function authorizationCode({ form, client, tenant, origin }: GrantRequest): Promise<URLSearchParams> {
  const value = required(form, 'code');
  const redirectUri = required(form, 'redirect_uri');
  const code = await tenant.provider.AuthorizationCode.find(value, { ignoreExpiration: true });
  if (!code || code.clientId !== client.appId) throw entraErrors.codeMalformed();
  if (isConsumed(code)) throw entraErrors.codeRedeemed();
  if (code.isExpired) throw entraErrors.grantExpired();
  if (code.redirectUri !== redirectUri) throw entraErrors.redirectUriMismatch(redirectUri, client.appId);
  checkRedemptionOrigin(origin, client, redirectUri);
  const verifier = form.get('code_verifier');
  const challenge = verifier === null ? undefined : createHash('sha256').update(verifier).digest('base64url');
  if (code.codeChallenge !== challenge) throw entraErrors.verifierMismatch();
  return new URLSearchParams({
    grant_type: 'authorization_code',
    code: value,
    redirect_uri: redirectUri,
    ...(verifier === null ? {} : { code_verifier: verifier }),
    resource: resourceOf(form.get('scope'), code.scope, client, tenant),
  });
}

async function refreshToken({ form, client, tenant }: GrantRequest): Promise<URLSearchParams> {
  const value = required(form, 'refresh_token');
  const token = await tenant.provider.RefreshToken.find(value, { ignoreExpiration: true });
  if (!token || token.clientId !== client.appId) throw entraErrors.codeMalformed();
  const revokedAt = tenant.revokedRefreshTokens.get(token.jti);
  if (revokedAt !== undefined) throw entraErrors.refreshTokenRevoked(token.iat, revokedAt);
  if (token.isExpired) throw entraErrors.refreshTokenInactive(token.iat);
  const forwarded = { grant_type: 'refresh_token', refresh_token: value };
  const scope = form.get('scope');
  if (!scope) {
    return new URLSearchParams({ ...forwarded, resource: resourceOf(null, token.scope, client, tenant) });
  }
  const requested = readScopes(scope, client, tenant.directory);
  const resource = onlyResource(requested, scope);
  const consented = consentedPermissions(client, resource, tenant.directory);
  if (consented.length === 0 || requested.permissions.some((name) => !consented.includes(name))) {
    throw entraErrors.consentRequired(client.appId, client.displayName);
  }
  // A refresh token serves every API its client has consent for, not only the one it came with.
  const granted = token.scopes;
  token.scope = [...new Set([...granted, ...requested.permissions])].join(' ');
  await token.save();
  const openId = requested.openId.filter((name) => granted.has(name));
  const scopes = { openId, offlineAccess: granted.has(offlineAccess), permissions: requested.permissions };
  return new URLSearchParams({ ...forwarded, scope: providerScope(scopes), resource: resourceIdentifier(resource) });
}

function clientCredentials({ form, client, tenant: { directory } }: GrantRequest): URLSearchParams {
  const resource = readDefaultScope(required(form, 'scope'), directory);
  if (resource.appRoleAssignmentRequired && directory.roles(client.appId, resource).length === 0) {
    throw entraErrors.notAssignedApp(client.appId, resource.appId);
  }
  return new URLSearchParams({ grant_type: 'client_credentials', resource: resourceIdentifier(resource) });
}

async function deviceCode({ form, client, tenant }: GrantRequest): Promise<URLSearchParams> {
  const value = required(form, 'device_code');
  const code = await tenant.provider.DeviceCode.find(value, { ignoreExpiration: true });
  if (!code || code.clientId !== client.appId) throw entraErrors.deviceCodeUnknown();
  if (isConsumed(code)) throw entraErrors.codeRedeemed();
  if (code.error) throw entraErrors.deviceDeclined();
  if (code.isExpired) throw entraErrors.deviceExpired();
  if (!code.accountId) throw entraErrors.devicePending();
  return new URLSearchParams({
    grant_type: deviceGrant,
    device_code: value,
    resource: resourceOf(null, code.scope, client, tenant),
  });
}

/** The API an access token is for: the only one named now, or else the first one named at the start. */
function resourceOf(
  asked: string | null,
  granted: string | undefined,
  client: Application,
  { directory }: Tenant,
): string {
  const requested = readScopes(asked ?? '', client, directory);
  const named = onlyResource(requested, asked ?? '');
  const [first = named] = readScopes(granted ?? '', client, directory).resources;
  return resourceIdentifier(requested.resources.length > 0 ? named : first);
}

function isConsumed(code: object): boolean {
  return 'consumed' in code && code.consumed !== undefined;
}
