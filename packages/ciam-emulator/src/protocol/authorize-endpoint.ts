import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Application } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { findClient } from './client-authentication.ts';
import { entraErrors } from './entra-errors.ts';
import { EntraError } from './entra-error.ts';
import { redirectUriRegistered } from './redirect-uris.ts';
import { providerScope, readScopes, resourceIdentifier } from './scopes.ts';
import { readForm } from './token-endpoint.ts';
import { appAnswer } from './authorize-answer.ts';

/** Checks an authorization request in Entra's words, then lets oidc-provider run it. */
export async function authorizeEndpoint(
  request: IncomingMessage,
  response: ServerResponse,
  tenant: Tenant,
): Promise<void> {
  const query =
    request.method === 'POST' ? await readForm(request) : new URL(request.url ?? '/', 'http://x').searchParams;
  const client = findClient(query.get('client_id') ?? undefined, tenant.directory);
  const redirectUri = query.get('redirect_uri');
  if (!redirectUri) throw entraErrors.parameterMissing('redirect_uri');
  if (!redirectUriRegistered(redirectUri, client)) throw entraErrors.redirectUriMismatch(redirectUri, client.appId);
  try {
    const forwarded = rewrite(query, client, tenant);
    request.method = 'GET';
    request.url = `${(request.url ?? '').split('?')[0]}?${forwarded.toString()}`;
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    const answer = appAnswer(Object.fromEntries(query), {
      error: error.error,
      error_description: error.description(),
      error_uri: error.uri,
    });
    response.writeHead(answer.status, answer.headers).end(answer.body);
    return;
  }
  await tenant.callProvider(request, response);
}

const carried = [
  'redirect_uri',
  'response_mode',
  'state',
  'nonce',
  'prompt',
  'login_hint',
  'max_age',
  'domain_hint',
  'client_info',
  'ui_locales',
];

/** @throws EntraError to be sent to the app. */
function rewrite(query: URLSearchParams, client: Application, tenant: Tenant): URLSearchParams {
  const responseType = query.get('response_type');
  if (!responseType) throw entraErrors.parameterMissing('response_type');
  if (responseType !== 'code') throw entraErrors.responseTypeUnsupported(responseType);
  const scope = query.get('scope');
  if (!scope) throw entraErrors.parameterMissing('scope');
  const requested = readScopes(scope, client, tenant.directory);
  const forwarded = new URLSearchParams({
    client_id: client.appId,
    response_type: responseType,
    scope: providerScope(requested),
  });
  for (const name of carried) {
    const value = query.get(name);
    if (value) forwarded.set(name, value);
  }
  for (const resource of tenant.everyResource()) forwarded.append('resource', resourceIdentifier(resource));
  const challenge = query.get('code_challenge');
  if (challenge) {
    // oidc-provider knows S256 alone: the challenge of a plain verifier is the verifier, so S256 of it compares the same.
    const plain = (query.get('code_challenge_method') ?? 'plain') === 'plain';
    forwarded.set('code_challenge', plain ? createHash('sha256').update(challenge).digest('base64url') : challenge);
    forwarded.set('code_challenge_method', 'S256');
  }
  return forwarded;
}
