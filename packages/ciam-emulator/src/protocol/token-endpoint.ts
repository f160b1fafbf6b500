import type { IncomingMessage, ServerResponse } from 'node:http';
import { machineSeconds } from '../server/tenant-time.ts';
import { replayRequest } from '../server/http.ts';
import { requireContext } from '../server/request-context.ts';
import type { Application } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { readContexts } from './authentication-contexts.ts';
import { assertionIssuer } from './client-assertion.ts';
import { authenticateClient, findClient, readBasicCredentials } from './client-authentication.ts';
import { allowSinglePageApps, checkRedemptionOrigin, isFromSinglePageApp } from './cross-origin.ts';
import { entraErrors } from './entra-errors.ts';
import { readParameters, required } from './form.ts';
import { type Platform, platformOf } from './redirect-uris.ts';
import { platformOfToken } from './refresh-token-platform.ts';
import { grants } from './token-grants.ts';

/** The grants that need a client credential. */
const confidentialGrants = new Set(['client_credentials', 'urn:ietf:params:oauth:grant-type:jwt-bearer']);

/**
 * Validates a token request in Entra's order and with Entra's errors, and then lets oidc-provider handle it.
 *
 * @throws {EntraError} when the request is invalid
 */
export async function tokenEndpoint(request: IncomingMessage, response: ServerResponse, tenant: Tenant): Promise<void> {
  allowSinglePageApps(request, response, tenant);
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end();
    return;
  }
  const form = await readParameters(request);
  readBasicCredentials(request.headers, form);
  const grantType = required(form, 'grant_type');
  const clientId = form.get('client_id') ?? assertionIssuer(form.get('client_assertion'));
  const client = findClient(clientId, tenant.directory);
  const grant = grants.get(grantType);
  if (!grant) throw entraErrors.grantUnsupported(grantType);
  const context = requireContext();
  const platform =
    (await platformOfGrant(grantType, form, client, tenant)) ??
    (isFromSinglePageApp(request, client) ? 'spa' : undefined);
  checkRedemptionOrigin(request.headers.origin, platform);
  const credential = await authenticateClient(form, client, {
    platform,
    audiences: assertionAudiences(tenant),
    issuers: tenant.federatedIssuers,
    tenantSeconds: context.clock.seconds(),
    machineSeconds: machineSeconds(),
  });
  if (credential === '0' && confidentialGrants.has(grantType)) throw entraErrors.credentialMissing();
  const wantsClientInfo = form.get('client_info') === '1';
  const { parameters, responseScopes, afterwards } = await grant({ form, client, tenant });
  const contexts = readContexts(form.get('claims'));
  context.tokenRequest = { client, credential, platform, wantsClientInfo, responseScopes, contexts };
  parameters.set('client_id', client.appId);
  await tenant.callProvider(replayRequest(request, parameters), response);
  await afterwards?.();
}

/** Returns the platform that the user of a grant signed in on, as far as the request shows it. */
async function platformOfGrant(
  grantType: string,
  form: URLSearchParams,
  client: Application,
  { provider }: Tenant,
): Promise<Platform | undefined> {
  if (grantType === 'authorization_code') return platformOf(form.get('redirect_uri') ?? '', client);
  if (grantType !== 'refresh_token') return undefined;
  const token = await provider.RefreshToken.find(form.get('refresh_token') ?? '', { ignoreExpiration: true });
  return token?.clientId === client.appId ? platformOfToken(token) : undefined;
}

/** Returns the valid audiences of an assertion: the endpoint with the tenant's GUID or its domain, and the issuer. */
function assertionAudiences({ directory }: Tenant): string[] {
  const { origin, backChannel, issuer } = requireContext();
  const endpoints = [origin, backChannel].flatMap((name) =>
    [directory.tenantId, directory.domain].map((alias) => `${name}/${alias}/oauth2/v2.0/token`),
  );
  return [...endpoints, issuer];
}
