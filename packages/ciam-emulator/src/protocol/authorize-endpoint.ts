import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { requireContext } from '../server/request-context.ts';
import type { Application } from '../tenant/model.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { appResponse } from './authorize-response.ts';
import { contextClaims, readContexts } from './authentication-contexts.ts';
import { findClient } from './client-authentication.ts';
import { checkConsent } from './consent.ts';
import { EntraError } from './entra-error.ts';
import { entraErrors } from './entra-errors.ts';
import { readParameters, required } from './form.ts';
import { requestedError } from './requested-error.ts';
import { type Platform, platformOf } from './redirect-uris.ts';
import { providerScope, readScopes, resourceIdentifier } from './scopes.ts';

/** The parameters that oidc-provider gets unchanged. `nonce` and `max_age` are passed on only with an ID token. */
const carried = ['redirect_uri', 'response_mode', 'state', 'prompt', 'login_hint', 'sid', 'client_info', 'ui_locales'];
const maxRequestLength = 32_768;
const prompts = new Set(['login', 'none', 'consent', 'select_account', 'create']);
const responseModes = new Set(['query', 'fragment', 'form_post']);

/**
 * Validates an authorization request with Entra's errors, and then lets oidc-provider handle it.
 *
 * @throws {EntraError} when the request is invalid and the error cannot be sent to the app
 */
export async function authorizeEndpoint(
  request: IncomingMessage,
  response: ServerResponse,
  tenant: Tenant,
): Promise<void> {
  const query = await readParameters(request);
  // It is kept for as long as the sign-in lasts; a query cannot be that long, a form can.
  if (query.toString().length > maxRequestLength) throw entraErrors.requestMalformed();
  const client = findClient(query.get('client_id'), tenant.directory);
  const redirectUri = required(query, 'redirect_uri');
  const platform = platformOf(redirectUri, client);
  if (!platform) throw entraErrors.redirectUriMismatch(redirectUri, client.appId);
  let forwarded: URLSearchParams;
  try {
    const { authorizeFault } = requireContext();
    if (authorizeFault) throw requestedError(authorizeFault);
    forwarded = rewrite(query, client, platform, tenant);
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    const { status, headers, body } = appResponse(
      tenant.directory.config,
      Object.fromEntries(query),
      error.redirectFields(),
    );
    response.writeHead(status, headers).end(body);
    return;
  }
  request.method = 'GET';
  request.url = `${(request.url ?? '').split('?')[0] ?? ''}?${forwarded.toString()}`;
  await tenant.callProvider(request, response);
}

/**
 * Rewrites an authorization request for oidc-provider.
 *
 * @throws {EntraError} which is sent to the app
 */
function rewrite(
  query: URLSearchParams,
  client: Application,
  platform: Platform,
  { directory }: Tenant,
): URLSearchParams {
  const responseType = checkResponseType(required(query, 'response_type'), client);
  const mode = query.get('response_mode');
  if (mode !== null && !responseModes.has(mode)) throw entraErrors.responseModeUnsupported(mode);
  if (mode === 'query' && responseType !== 'code') throw entraErrors.responseModeUnsupported(mode);
  if (responseType !== 'code') required(query, 'nonce');
  const prompt = query.get('prompt');
  if (prompt && !prompts.has(prompt)) throw entraErrors.promptUnsupported(prompt);
  const requested = readScopes(required(query, 'scope'), client, directory);
  const isOpenId = requested.openId.includes('openid');
  if (responseType !== 'code' && !isOpenId) throw entraErrors.idTokenWithoutOpenId();
  checkConsent(requested, client, directory);
  const contexts = contextClaims(readContexts(query.get('claims')));
  const forwarded = new URLSearchParams({
    client_id: client.appId,
    response_type: responseType,
    scope: providerScope(requested),
  });
  for (const name of isOpenId ? [...carried, 'nonce', 'max_age'] : carried) {
    const value = query.get(name);
    if (value) forwarded.set(name, value);
  }
  forwarded.set('contexts', JSON.stringify(contexts));
  // Keep the requested order: the code is for the first API if its redemption names none.
  for (const resource of new Set([...requested.resources, ...directory.resources])) {
    forwarded.append('resource', resourceIdentifier(resource));
  }
  const challenge = query.get('code_challenge');
  if (!challenge && platform === 'spa' && responseType !== 'id_token') throw entraErrors.challengeMissing();
  if (challenge) forwarded.set('code_challenge', checkChallenge(challenge, query.get('code_challenge_method')));
  if (challenge) forwarded.set('code_challenge_method', 'S256');
  return forwarded;
}

/** Returns the response type in oidc-provider's spelling, with its words in alphabetical order. */
function checkResponseType(responseType: string, client: Application): string {
  const sorted = responseType.split(' ').toSorted().join(' ');
  if (sorted === 'code') return sorted;
  if (sorted === 'id_token' || sorted === 'code id_token') {
    if (client.web?.implicitGrantSettings?.enableIdTokenIssuance) return sorted;
    throw entraErrors.implicitDisabled('id_token');
  }
  if (sorted === 'token' || sorted === 'id_token token') throw entraErrors.implicitDisabled('token');
  throw entraErrors.responseTypeUnsupported(responseType);
}

function checkChallenge(challenge: string, method: string | null): string {
  if (method !== null && method !== 'plain' && method !== 'S256') throw entraErrors.challengeMethodUnsupported(method);
  if (!/^[\w.~-]{43,128}$/.test(challenge)) throw entraErrors.challengeInvalid();
  // oidc-provider only knows S256. A plain challenge is the verifier itself, so compare its S256 hash.
  return method === 'S256' ? challenge : createHash('sha256').update(challenge).digest('base64url');
}
