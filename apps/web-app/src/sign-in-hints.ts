/** No email address, domain or list of languages is longer. */
const maxLength = 320;

interface SignInHints {
  loginHint?: string;
  domainHint?: string;
  extraQueryParameters?: Record<string, string>;
}

/**
 * Reads the hints that a link to the sign-in may pass on to the tenant: `login_hint` is an email address,
 * `domain_hint` an identity provider, and `ui_locales` the languages of the pages.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow#request-an-authorization-code
 */
export function hints(query: Record<string, unknown>): SignInHints {
  const hint = (name: string): string | undefined => {
    const value = query[name];
    return typeof value === 'string' && value !== '' && value.length <= maxLength ? value : undefined;
  };
  const [loginHint, domainHint, locales] = [hint('login_hint'), hint('domain_hint'), hint('ui_locales')];
  return {
    ...(loginHint ? { loginHint } : {}),
    ...(domainHint ? { domainHint } : {}),
    ...(locales ? { extraQueryParameters: { ui_locales: locales } } : {}),
  };
}
