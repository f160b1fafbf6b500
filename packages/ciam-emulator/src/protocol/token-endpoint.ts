import type { IncomingMessage, ServerResponse } from 'node:http';

import { machineSeconds } from '../server/clock.ts';
import { replayRequest } from '../server/http.ts';
import { requireContext } from '../server/request-context.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { assertionIssuer } from './client-assertion.ts';
import { authenticateClient, findClient, readBasicCredentials } from './client-authentication.ts';
import { allowSinglePageApps, isFromSinglePageApp } from './cross-origin.ts';
import { entraErrors } from './entra-errors.ts';
import { readForm, required } from './form.ts';
import { grants } from './token-grants.ts';

/** Settles in Entra's order and words what a token request may not have, then lets oidc-provider answer it. */
export async function tokenEndpoint(request: IncomingMessage, response: ServerResponse, tenant: Tenant): Promise<void> {
  allowSinglePageApps(request, response, tenant);
  if (request.method === 'OPTIONS') {
    response.writeHead(204).end();
    return;
  }
  const form = await readForm(request);
  readBasicCredentials(request.headers, form);
  const grantType = required(form, 'grant_type');
  const clientId = form.get('client_id') ?? assertionIssuer(form.get('client_assertion'));
  const client = findClient(clientId, tenant.directory);
  const rewrite = grants.get(grantType);
  if (!rewrite) throw entraErrors.grantUnsupported(grantType);
  const context = requireContext();
  const singlePage = isFromSinglePageApp(request, client);
  const credential = await authenticateClient(form, client, {
    singlePage,
    audiences: assertionAudiences(tenant),
    tenantSeconds: context.clock.seconds(),
    machineSeconds: machineSeconds(),
  });
  if (credential === '0' && grantType === 'client_credentials') throw entraErrors.credentialMissing();
  context.tokenRequest = { client, credential, singlePage, wantsClientInfo: form.get('client_info') === '1' };
  const forwarded = await rewrite({ form, client, tenant, origin: request.headers.origin });
  forwarded.set('client_id', client.appId);
  await tenant.callProvider(replayRequest(request, forwarded), response);
}

/** An assertion may name the endpoint by the tenant's GUID or its domain, or name the issuer. */
function assertionAudiences({ directory }: Tenant): string[] {
  const { origin, issuer } = requireContext();
  const endpoints = [directory.tenantId, directory.domain].map((alias) => `${origin}/${alias}/oauth2/v2.0/token`);
  return [...endpoints, issuer];
}
