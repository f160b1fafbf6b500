import type { IncomingMessage, ServerResponse } from 'node:http';
import { signOutPage } from '../pages/sign-out.ts';
import { signedOutPage } from '../pages/signed-out.ts';
import { sendHtml } from '../server/http.ts';
import { requireContext } from '../server/request-context.ts';
import type { Directory } from '../tenant/directory.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { loginHint } from '../tokens/optional-claims.ts';
import { type BrowserAccount, browserAccounts, keepAccounts } from './browser-accounts.ts';
import { redirectUriRegistered } from './redirect-uris.ts';
import { readForm, readQuery, withoutEmpty } from './form.ts';

/**
 * Ends one session of the browser, notifies every app in it, and returns to the app that sent the user here. Without
 * a `logout_hint`, the user chooses the account first.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request
 */
export async function logoutEndpoint(
  request: IncomingMessage,
  response: ServerResponse,
  tenant: Tenant,
): Promise<void> {
  const { directory } = tenant;
  const query = await readLogoutRequest(request);
  const ctx = tenant.provider.createContext(request, response);
  const accounts = await browserAccounts(ctx, tenant.provider, directory);
  const ended = accounts.find(({ user }) => loginHint(user) === query.get('logout_hint'));
  if (accounts.length > 0 && !ended) {
    const { logout_hint: _hint, ...fields } = Object.fromEntries(query);
    const users = accounts.map(({ user }) => user);
    sendHtml(response, 200, signOutPage(directory.config, users, fields));
    return;
  }
  const logoutUrls = ended ? frontChannelUrls(ended, directory) : [];
  await ended?.session.destroy();
  const [next, ...others] = accounts.filter((account) => account !== ended);
  keepAccounts(ctx, tenant.provider, next, others);
  const address = returnAddress(query, tenant);
  if (address !== undefined && logoutUrls.length === 0) {
    response.writeHead(302, { Location: address, 'Cache-Control': 'no-store, no-cache' }).end();
    return;
  }
  const page = signedOutPage(directory.config, logoutUrls, address);
  sendHtml(response, 200, page.html, { 'Content-Security-Policy': page.policy });
}

/** Returns the front-channel logout URLs of the apps in a session. */
function frontChannelUrls({ session }: BrowserAccount, directory: Directory): string[] {
  const { issuer } = requireContext();
  return Object.keys(session.authorizations ?? {}).flatMap((clientId) => {
    const url = directory.application(clientId)?.web?.logoutUrl;
    return url === undefined ? [] : withQuery(url, { sid: session.sidFor(clientId) ?? '', iss: issuer });
  });
}

/** Reads the query and, for a POST, the form, which contains the user's own choice. */
async function readLogoutRequest(request: IncomingMessage): Promise<URLSearchParams> {
  const parameters = readQuery(request);
  if (request.method === 'POST') for (const [name, value] of await readForm(request)) parameters.set(name, value);
  return withoutEmpty(parameters);
}

/** Returns the requested address to return to, if it is registered as a redirect URI. */
function returnAddress(query: URLSearchParams, { directory }: Tenant): string | undefined {
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
