import { createHash } from 'node:crypto';
import { graphApplication } from '../tenant/microsoft-graph.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { entraErrors } from './entra-errors.ts';
import { required } from './form.ts';
import { checkGranted, type Grant, type GrantRequest, type ProviderRequest } from './grant-request.ts';
import { onBehalfOf } from './on-behalf-of.ts';
import {
  offlineAccess,
  onlyResource,
  providerScope,
  readDefaultScope,
  readScopes,
  resourceIdentifier,
} from './scopes.ts';
import { platformOfToken } from './refresh-token-platform.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

export const grants: ReadonlyMap<string, Grant> = new Map<string, Grant>([
  ['authorization_code', authorizationCode],
  ['refresh_token', refreshToken],
  ['client_credentials', clientCredentials],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', onBehalfOf],
  // MSAL Node sends the short form, other clients that of RFC 8628.
  ['device_code', deviceCode],
  [deviceGrant, deviceCode],
]);

async function authorizationCode(request: GrantRequest): Promise<ProviderRequest> {
  const { form, client, tenant } = request;
  const value = required(form, 'code');
  const redirectUri = required(form, 'redirect_uri');
  const code = await tenant.provider.AuthorizationCode.find(value, { ignoreExpiration: true });
  if (!code || code.clientId !== client.appId) throw entraErrors.codeMalformed();
  if (isConsumed(code)) throw entraErrors.codeRedeemed();
  if (code.isExpired) throw entraErrors.grantExpired();
  if (code.redirectUri !== redirectUri) throw entraErrors.replyAddressMismatch(redirectUri, code.redirectUri ?? '');
  const verifier = form.get('code_verifier');
  const challenge = verifier === null ? undefined : createHash('sha256').update(verifier).digest('base64url');
  if (code.codeChallenge !== challenge) throw entraErrors.verifierMismatch();
  const codeVerifier = verifier === null ? {} : { code_verifier: verifier };
  return redeem(code, request, {
    grant_type: 'authorization_code',
    code: value,
    redirect_uri: redirectUri,
    ...codeVerifier,
  });
}

async function deviceCode(request: GrantRequest): Promise<ProviderRequest> {
  const { form, client, tenant } = request;
  const value = required(form, 'device_code');
  const code = await tenant.provider.DeviceCode.find(value, { ignoreExpiration: true });
  if (!code || code.clientId !== client.appId) throw entraErrors.deviceCodeUnknown();
  if (isConsumed(code)) throw entraErrors.codeRedeemed();
  if (code.error) throw entraErrors.deviceDeclined();
  if (code.isExpired) throw entraErrors.deviceExpired();
  if (!code.accountId) throw entraErrors.devicePending();
  return redeem(code, request, { grant_type: deviceGrant, device_code: value });
}

type Code = InstanceType<Tenant['provider']['AuthorizationCode'] | Tenant['provider']['DeviceCode']>;

/** Redeems a code for the API that the redemption names or, by default, the first one of the authorization request. */
async function redeem(code: Code, request: GrantRequest, fields: Record<string, string>): Promise<ProviderRequest> {
  const { form, client, tenant } = request;
  const scope = form.get('scope') ?? '';
  const start = readScopes(code.scope ?? '', client, tenant.directory);
  const asked = readScopes(scope, client, tenant.directory);
  const named = onlyResource(asked, scope);
  const isNamed = asked.resources.length > 0;
  const [resource = graphApplication] = isNamed ? [named] : start.resources;
  await checkGranted(code, isNamed ? asked : start, resource, request);
  if (isNamed) {
    code.scope = providerScope({ ...start, permissions: asked.permissions });
    await code.save();
  }
  const parameters = new URLSearchParams({ ...fields, resource: resourceIdentifier(resource) });
  return isNamed ? { parameters, responseScopes: asked.responseScopes } : { parameters };
}

async function refreshToken(request: GrantRequest): Promise<ProviderRequest> {
  const { form, client, tenant } = request;
  const value = required(form, 'refresh_token');
  const token = await tenant.provider.RefreshToken.find(value, { ignoreExpiration: true });
  if (!token || token.clientId !== client.appId) throw entraErrors.codeMalformed();
  const revokedAt = tenant.revokedAt(token.jti);
  if (revokedAt !== undefined) throw entraErrors.refreshTokenRevoked(token.iat, revokedAt);
  if (token.isExpired) {
    throw platformOfToken(token) === 'spa'
      ? entraErrors.singlePageTokenEnded(token.iiat ?? token.iat)
      : entraErrors.refreshTokenInactive(token.iat);
  }
  const start = readScopes(token.scope ?? '', client, tenant.directory);
  const fields = { grant_type: 'refresh_token', refresh_token: value };
  const scope = form.get('scope');
  if (!scope) {
    const [resource = graphApplication] = start.resources;
    await checkGranted(token, start, resource, request);
    return { parameters: new URLSearchParams({ ...fields, resource: resourceIdentifier(resource) }) };
  }
  const asked = readScopes(scope, client, tenant.directory);
  const resource = onlyResource(asked, scope);
  await checkGranted(token, asked, resource, request);
  // A refresh token works for every API that its client has consent for.
  token.scope = [...new Set([...token.scopes, ...asked.permissions])].join(' ');
  await token.save();
  const openId = asked.openId.filter((name) => token.scopes.has(name));
  const scopes = { openId, offlineAccess: token.scopes.has(offlineAccess), permissions: asked.permissions };
  return {
    parameters: new URLSearchParams({
      ...fields,
      scope: providerScope(scopes),
      resource: resourceIdentifier(resource),
    }),
    responseScopes: asked.responseScopes,
  };
}

function clientCredentials({ form, client, tenant: { directory } }: GrantRequest): ProviderRequest {
  const { resource, asked } = readDefaultScope(required(form, 'scope'), directory);
  if (resource.appRoleAssignmentRequired && directory.roles(client.appId, resource).length === 0) {
    throw entraErrors.notAssignedApp(client, asked, resource);
  }
  return {
    parameters: new URLSearchParams({ grant_type: 'client_credentials', resource: resourceIdentifier(resource) }),
  };
}

function isConsumed(code: object): boolean {
  return 'consumed' in code && code.consumed !== undefined;
}
