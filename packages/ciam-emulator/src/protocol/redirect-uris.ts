import type { Application } from '../tenant/model.ts';

export const platforms = ['web', 'spa', 'publicClient'] as const;
/** The kind of app that a redirect URI is registered for. */
export type Platform = (typeof platforms)[number];

/** Returns the platform that a redirect URI is registered for, or undefined if it is not registered or malformed. */
export function platformOf(uri: string, application: Application): Platform | undefined {
  if (!URL.canParse(uri)) return undefined;
  const registered = (platform: Platform): string[] => application[platform]?.redirectUris ?? [];
  return (
    platforms.find((platform) => registered(platform).includes(uri)) ??
    platforms.find((platform) => registered(platform).some((known) => sameRedirectUri(known, uri)))
  );
}

/** Whether a redirect URI is registered for the application, on any platform. */
export function redirectUriRegistered(uri: string, application: Application): boolean {
  return platformOf(uri, application) !== undefined;
}

/**
 * Compares redirect URIs character by character. Only for localhost, the port is ignored.
 *
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
