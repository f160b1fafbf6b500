import type { Application } from '../tenant/model.ts';

/** Every redirect URI of an application, whatever its platform. */
function redirectUrisOf({ web, spa, publicClient }: Application): string[] {
  return [web, spa, publicClient].flatMap((platform) => platform?.redirectUris ?? []);
}

/**
 * Redirect URIs are compared letter by letter; of localhost alone the port does not count.
 * @see https://learn.microsoft.com/entra/identity-platform/reply-url#localhost-exceptions
 */
export function redirectUriRegistered(uri: string, application: Application): boolean {
  return matchesAny(uri, redirectUrisOf(application));
}

/** Whether the redirect URI is one of the application's single-page platform. */
export function isSinglePageUri(uri: string, { spa }: Application): boolean {
  return matchesAny(uri, spa?.redirectUris ?? []);
}

function matchesAny(uri: string, registered: string[]): boolean {
  const plain = withoutLocalhostPort(uri);
  return registered.some((candidate) => candidate === uri || withoutLocalhostPort(candidate) === plain);
}

function withoutLocalhostPort(uri: string): string {
  return uri
    .replace(/^(https?:\/\/(?:localhost|127\.0\.0\.1))(?::\d+)?(?=[/?]|$)/, '$1')
    .replace(/^(https?:\/\/[^/?]+)$/, '$1/');
}
