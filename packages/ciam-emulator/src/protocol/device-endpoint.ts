import type { IncomingMessage, ServerResponse } from 'node:http';
import { replayRequest } from '../server/http.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { contextClaims, readContexts } from './authentication-contexts.ts';
import { allowsPublicFlows, findClient, readBasicCredentials } from './client-authentication.ts';
import { checkConsent } from './consent.ts';
import { entraErrors } from './entra-errors.ts';
import { readParameters, required } from './form.ts';
import { providerScope, readScopes, resourceIdentifier } from './scopes.ts';

/**
 * Starts a device code flow.
 *
 * @throws {EntraError} when the client, the scope or the consent is missing or wrong
 */
export async function deviceEndpoint(
  request: IncomingMessage,
  response: ServerResponse,
  tenant: Tenant,
): Promise<void> {
  const form = await readParameters(request);
  readBasicCredentials(request.headers, form);
  const { directory } = tenant;
  const client = findClient(form.get('client_id'), directory);
  if (!allowsPublicFlows(client)) throw entraErrors.credentialMissing();
  const requested = readScopes(required(form, 'scope'), client, directory);
  checkConsent(requested, client, directory);
  const forwarded = new URLSearchParams({
    client_id: client.appId,
    scope: providerScope(requested),
    contexts: JSON.stringify(contextClaims(readContexts(form.get('claims')))),
  });
  for (const resource of new Set([...requested.resources, ...directory.resources])) {
    forwarded.append('resource', resourceIdentifier(resource));
  }
  await tenant.callProvider(replayRequest(request, forwarded), response);
}
