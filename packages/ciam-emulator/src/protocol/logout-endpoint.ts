import type { IncomingMessage, ServerResponse } from 'node:http';

import { userByLoginHint } from '../interactions/login-hint.ts';
import { signOutPage } from '../pages/sign-out.ts';
import { signedOutPage } from '../pages/signed-out.ts';
import { sendHtml } from '../server/http.ts';
import { requireContext } from '../server/request-context.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { loginHint } from '../tokens/optional-claims.ts';
import { redirectUriRegistered } from './redirect-uris.ts';
import { readParameters } from './form.ts';

/**
 * Ends the browser's session, tells every app that was in it, and goes back to the app that asked. Without a `logout_hint`
 * the user first says which account is meant.
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request
 */
export async function logoutEndpoint(
  request: IncomingMessage,
  response: ServerResponse,
  tenant: Tenant,
): Promise<void> {
  const { directory, provider } = tenant;
  const query = await readParameters(request);
  const ctx = provider.createContext(request, response);
  const session = await provider.Session.get(ctx);
  const user = directory.user(session.accountId ?? '');
  if (user && userByLoginHint(directory, query.get('logout_hint'))?.id !== user.id) {
    const fields = { ...Object.fromEntries(query), logout_hint: loginHint(user) };
    sendHtml(response, 200, signOutPage(directory.config, { name: user.displayName, email: user.mail }, fields));
    return;
  }
  const { issuer } = requireContext();
  const logoutUrls = Object.keys(session.authorizations ?? {}).flatMap((clientId) => {
    const url = directory.application(clientId)?.web?.logoutUrl;
    return url === undefined ? [] : withQuery(url, { sid: session.sidFor(clientId) ?? '', iss: issuer });
  });
  if (session.jti && session.accountId) await session.destroy();
  for (const name of ['session', 'session.sig'])
    response.appendHeader('Set-Cookie', `${name}=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly`);
  const next = nextAddress(query, tenant);
  if (next !== undefined && logoutUrls.length === 0) {
    response.writeHead(302, { Location: next, 'Cache-Control': 'no-store, no-cache' }).end();
    return;
  }
  const page = signedOutPage(directory.config, logoutUrls, next);
  sendHtml(response, 200, page.html, { 'Content-Security-Policy': page.policy });
}

/** Back to an address that is registered as a redirect URI, or nowhere. */
function nextAddress(query: URLSearchParams, { directory }: Tenant): string | undefined {
  const uri = query.get('post_logout_redirect_uri');
  if (uri === null || !directory.applications.some((application) => redirectUriRegistered(uri, application)))
    return undefined;
  const state = query.get('state');
  return withQuery(uri, state === null ? {} : { state });
}

function withQuery(uri: string, fields: Record<string, string>): string {
  const target = new URL(uri);
  for (const [name, value] of Object.entries(fields)) target.searchParams.set(name, value);
  return target.href;
}
