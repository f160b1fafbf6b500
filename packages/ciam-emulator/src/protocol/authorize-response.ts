import { formPostPage } from '../pages/form-post.ts';
import type { PageTenant } from '../pages/layout.ts';
import { noStore, pageHeaders } from '../server/http.ts';

/** The response to an authorization request, which goes to the app's redirect URI. */
export interface AppResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * Builds the response to an authorization request.
 *
 * @param query the request: its redirect_uri, response_type, response_mode and state
 */
export function appResponse(
  tenant: PageTenant,
  query: Record<string, unknown>,
  fields: Record<string, string>,
): AppResponse {
  const redirectUri = String(query.redirect_uri);
  const all = { ...fields, ...(typeof query.state === 'string' ? { state: query.state } : {}) };
  if (query.response_mode === 'form_post') {
    const { html, policy } = formPostPage(tenant, redirectUri, all);
    return { status: 200, headers: { ...pageHeaders, ...noStore, 'Content-Security-Policy': policy }, body: html };
  }
  const target = new URL(redirectUri);
  const inFragment = query.response_mode === 'fragment' || /token/.test(String(query.response_type));
  if (inFragment) target.hash = new URLSearchParams(all).toString();
  else for (const [name, value] of Object.entries(all)) target.searchParams.set(name, value);
  return { status: 302, headers: { ...noStore, Location: target.href }, body: '' };
}
