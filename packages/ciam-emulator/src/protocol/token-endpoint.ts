import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { readBody, replayRequest } from '../server/http.ts';
import { requireContext } from '../server/request-context.ts';
import type { Application } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { authenticateClient, findClient, readBasicCredentials } from './client-authentication.ts';
import { entraErrors } from './entra-errors.ts';
import {
  offlineAccess,
  permissionName,
  providerScope,
  readDefaultScope,
  readScopes,
  resourceIdentifier,
} from './scopes.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** Settles in Entra's order and words what a token request may not have, then lets oidc-provider answer it. */
export async function tokenEndpoint(request: IncomingMessage, response: ServerResponse, tenant: Tenant): Promise<void> {
  const form = await readForm(request);
  readBasicCredentials(request.headers, form);
  const grantType = form.get('grant_type');
  if (!grantType) throw entraErrors.parameterMissing('grant_type');
  const client = findClient(form.get('client_id') ?? assertionIssuer(form.get('client_assertion')), tenant.directory);
  const rewrite = grants[grantType];
  if (!rewrite) throw entraErrors.grantUnsupported(grantType);
  const context = requireContext();
  const credential = await authenticateClient(form, client, tokenEndpoints(tenant), {
    tenant: context.clock.seconds(),
    machine: tenant.machineSeconds(),
  });
  if (credential === '0' && grantType === 'client_credentials') throw entraErrors.credentialMissing();
  context.tokenRequest = { client, credential, wantsClientInfo: form.get('client_info') === '1' };
  const providerForm = await rewrite(form, client, tenant);
  providerForm.set('client_id', client.appId);
  await tenant.callProvider(replayRequest(request, providerForm), response);
}

/** @throws EntraError for a body that is no form. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const type = request.headers['content-type'] ?? '';
  const body = await readBody(request);
  if (type && !type.toLowerCase().startsWith('application/x-www-form-urlencoded')) throw entraErrors.requestMalformed();
  const form = new URLSearchParams(body);
  if (new Set(form.keys()).size !== form.size) throw entraErrors.requestMalformed();
  return form;
}

type Rewrite = (
  form: URLSearchParams,
  client: Application,
  tenant: Tenant,
) => URLSearchParams | Promise<URLSearchParams>;

const grants: Record<string, Rewrite | undefined> = {
  authorization_code: rewriteCode,
  refresh_token: rewriteRefresh,
  client_credentials: rewriteClientCredentials,
  // MSAL Node sends the short form, other clients the one of RFC 8628.
  device_code: rewriteDeviceCode,
  [deviceGrant]: rewriteDeviceCode,
};

async function rewriteCode(form: URLSearchParams, client: Application, tenant: Tenant): Promise<URLSearchParams> {
  const value = required(form, 'code');
  const redirectUri = required(form, 'redirect_uri');
  const code = await tenant.provider.AuthorizationCode.find(value, { ignoreExpiration: true });
  if (!code || code.clientId !== client.appId) throw entraErrors.codeMalformed();
  if ('consumed' in code && code.consumed) throw entraErrors.codeRedeemed();
  if (code.isExpired) throw entraErrors.grantExpired();
  if (code.redirectUri !== redirectUri) throw entraErrors.redirectUriMismatch(redirectUri, client.appId);
  const verifier = form.get('code_verifier');
  if (code.codeChallenge !== undefined || verifier !== null) {
    const challenge = createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url');
    if (challenge !== code.codeChallenge) throw entraErrors.verifierMismatch();
  }
  const resource = requestedResource(form.get('scope') ?? '', code.scopes, client, tenant);
  return params({
    grant_type: 'authorization_code',
    code: value,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    resource,
  });
}

async function rewriteRefresh(form: URLSearchParams, client: Application, tenant: Tenant): Promise<URLSearchParams> {
  const value = required(form, 'refresh_token');
  const token = await tenant.provider.RefreshToken.find(value, { ignoreExpiration: true });
  if (!token || token.clientId !== client.appId) throw entraErrors.codeMalformed();
  if (token.isExpired) throw entraErrors.grantExpired();
  const scope = form.get('scope');
  if (!scope)
    return params({
      grant_type: 'refresh_token',
      refresh_token: value,
      resource: requestedResource('', token.scopes, client, tenant),
    });
  const requested = readScopes(scope, client, tenant.directory);
  const consented = tenant.directory.consentedScopes(client, requested.resource);
  const missing = requested.permissions.some(
    (name) => !consented.some((value) => permissionName(requested.resource, value) === name),
  );
  if (missing || consented.length === 0) throw entraErrors.consentRequired(client.appId, client.displayName);
  // A refresh token serves every API its client has consent for, not only the one it came with.
  const names = new Set([...token.scopes, ...requested.permissions]);
  token.scope = [...names].join(' ');
  const resources = new Set(
    [...token.resourceIndicators, resourceIdentifier(requested.resource)].filter((name) => name !== undefined),
  );
  token.resource = [...resources];
  await token.save();
  return params({
    grant_type: 'refresh_token',
    refresh_token: value,
    scope: providerScope({
      ...requested,
      openId: requested.openId.filter((name) => token.scopes.has(name)),
      offlineAccess: token.scopes.has(offlineAccess),
    }),
    resource: resourceIdentifier(requested.resource),
  });
}

function rewriteClientCredentials(form: URLSearchParams, client: Application, { directory }: Tenant): URLSearchParams {
  const resource = readDefaultScope(required(form, 'scope'), directory);
  if (resource.appRoleAssignmentRequired && directory.roles(client.appId, resource).length === 0) {
    throw entraErrors.notAssignedApp(client.appId, resource.appId);
  }
  return params({ grant_type: 'client_credentials', resource: resourceIdentifier(resource) });
}

async function rewriteDeviceCode(form: URLSearchParams, client: Application, tenant: Tenant): Promise<URLSearchParams> {
  const value = form.get('device_code') ?? form.get('code');
  if (!value) throw entraErrors.parameterMissing('device_code');
  const code = await tenant.provider.DeviceCode.find(value, { ignoreExpiration: true });
  if (!code || code.clientId !== client.appId) throw entraErrors.deviceCodeUnknown();
  if (code.error) throw entraErrors.deviceDeclined();
  if (code.isExpired) throw entraErrors.deviceExpired();
  if ('consumed' in code && code.consumed) throw entraErrors.codeRedeemed();
  if (!code.accountId) throw entraErrors.devicePending();
  return params({
    grant_type: deviceGrant,
    device_code: value,
    resource: requestedResource('', new Set(code.scope?.split(' ')), client, tenant),
  });
}

/** The API an access token is for: the one named now, or else the one named at the start. */
function requestedResource(
  scope: string,
  granted: ReadonlySet<string>,
  client: Application,
  { directory }: Tenant,
): string {
  const named = scope ? scope : [...granted].filter((name) => name !== offlineAccess).join(' ');
  return resourceIdentifier(readScopes(named, client, directory).resource);
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) throw entraErrors.parameterMissing(name);
  return value;
}

function params(values: Record<string, string | null>): URLSearchParams {
  return new URLSearchParams(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** `iss` of an assertion names the client where `client_id` does not. */
function assertionIssuer(assertion: string | null): string | undefined {
  const payload = assertion?.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return claims && typeof claims === 'object' && 'iss' in claims ? String(claims.iss) : undefined;
  } catch {
    throw entraErrors.assertionMalformed();
  }
}

/** An assertion may name the endpoint by the tenant's GUID or its domain, or name the issuer. */
function tokenEndpoints({ directory }: Tenant): string[] {
  const { origin, issuer } = requireContext();
  const endpoints = [directory.tenantId, directory.domain].map((alias) => `${origin}/${alias}/oauth2/v2.0/token`);
  return [...endpoints, issuer];
}
