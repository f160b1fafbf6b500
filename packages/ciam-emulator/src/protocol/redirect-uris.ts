import type { Application } from '../tenant/model.ts';

/** Every redirect URI of an application, whatever its platform. */
function redirectUrisOf({ web, spa, publicClient }: Application): string[] {
  return [web, spa, publicClient].flatMap((platform) => platform?.redirectUris ?? []);
}

export function redirectUriRegistered(uri: string, application: Application): boolean {
  return redirectUrisOf(application).some((registered) => sameRedirectUri(registered, uri));
}

/** Whether the redirect URI is one of the application's single-page platform. */
export function isSinglePageUri(uri: string, { spa }: Application): boolean {
  return spa?.redirectUris.some((registered) => sameRedirectUri(registered, uri)) === true;
}

/**
 * Redirect URIs are compared letter by letter; of localhost alone the port does not count.
 * @see https://learn.microsoft.com/entra/identity-platform/reply-url#localhost-exceptions
 */
export function sameRedirectUri(registered: string, asked: string): boolean {
  return registered === asked || withoutLocalhostPort(registered) === withoutLocalhostPort(asked);
}

function withoutLocalhostPort(uri: string): string {
  return uri
    .replace(/^(https?:\/\/(?:localhost|127\.0\.0\.1))(?::\d+)?(?=[/?]|$)/, '$1')
    .replace(/^(https?:\/\/[^/?]+)$/, '$1/');
}
