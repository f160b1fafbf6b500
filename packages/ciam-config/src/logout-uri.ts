import { initialDomain } from './authority.ts';

export interface LogoutUriOptions {
  /** `https://contoso.ciamlogin.com/` or a custom URL domain. Its path is replaced. */
  authority: string;
  /** `contoso` of contoso.onmicrosoft.com */
  tenantSubdomain: string;
  /**
   * Where the browser returns to: a registered redirect URI of the application. Without it, the tenant shows a page of
   * its own.
   */
  postLogoutRedirectUri?: string | undefined;
  /** The `login_hint` claim of the ID token. It skips the account picker and keeps the ID token out of the URL. */
  logoutHint?: string | undefined;
}

/**
 * Returns the URL that ends the user's session with the tenant and then returns to the application.
 *
 * @throws {RangeError} when the subdomain is not one DNS label
 * @throws {TypeError} when the authority is not a URL
 * @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#send-a-sign-out-request
 * @example
 * logoutUri({
 *   authority: 'https://contoso.ciamlogin.com/',
 *   tenantSubdomain: 'contoso',
 *   postLogoutRedirectUri: 'http://localhost:3000/',
 * });
 * // 'https://contoso.ciamlogin.com/contoso.onmicrosoft.com/oauth2/v2.0/logout?post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A3000%2F'
 */
export function logoutUri(options: LogoutUriOptions): string {
  const uri = new URL(`/${initialDomain(options.tenantSubdomain)}/oauth2/v2.0/logout`, options.authority);
  const { postLogoutRedirectUri, logoutHint } = options;
  if (postLogoutRedirectUri !== undefined) uri.searchParams.set('post_logout_redirect_uri', postLogoutRedirectUri);
  if (logoutHint) uri.searchParams.set('logout_hint', logoutHint);
  return uri.href;
}
