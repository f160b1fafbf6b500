import type { Directory } from './directory.ts';
import type { Application } from './model.ts';

/** Seconds that access tokens and ID tokens live where nothing else is configured: `expires_in`. */
export const defaultTokenLifetime = 3599;

/**
 * Seconds that tokens live which are for an application: access tokens for an API, ID tokens for a client.
 * @see https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes
 */
export function tokenLifetime({ config }: Directory, application?: Application): number {
  return application?.accessTokenLifetime ?? config.accessTokenLifetime ?? defaultTokenLifetime;
}
