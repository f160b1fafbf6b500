import type { IncomingMessage, ServerResponse } from 'node:http';

import { replayRequest } from '../server/http.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { findClient, isPublic } from './client-authentication.ts';
import { entraErrors } from './entra-errors.ts';
import { providerScope, readScopes, resourceIdentifier } from './scopes.ts';
import { readForm } from './token-endpoint.ts';

/** Starts a device code flow. */
export async function deviceEndpoint(
  request: IncomingMessage,
  response: ServerResponse,
  tenant: Tenant,
): Promise<void> {
  const form = await readForm(request);
  const client = findClient(form.get('client_id') ?? undefined, tenant.directory);
  if (!isPublic(client)) throw entraErrors.credentialMissing();
  const scope = form.get('scope');
  if (!scope) throw entraErrors.parameterMissing('scope');
  const requested = readScopes(scope, client, tenant.directory);
  const forwarded = new URLSearchParams({ client_id: client.appId, scope: providerScope(requested) });
  for (const resource of tenant.everyResource()) forwarded.append('resource', resourceIdentifier(resource));
  await tenant.callProvider(replayRequest(request, forwarded), response);
}
