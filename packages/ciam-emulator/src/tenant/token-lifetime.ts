import { randomInt } from 'node:crypto';
import type { Directory } from './directory.ts';
import type { Application } from './model.ts';

/** The default lifetime of tokens in seconds: `expires_in`. */
export const defaultTokenLifetime = 3599;
/** The maximum random addition to the lifetime of a user's access token, in seconds. */
const variation = 1800;

/**
 * Returns the lifetime of tokens for an application, in seconds: access tokens for an API, ID tokens for a client.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes
 */
export function tokenLifetime(directory: Directory, application?: Application): number {
  return configuredLifetime(directory, application) ?? defaultTokenLifetime;
}

/**
 * Returns the lifetime of a user's access token for an API, in seconds: random between 60 and 90 minutes, unless
 * configured.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime
 */
export function userTokenLifetime(directory: Directory, resource: Application): number {
  return configuredLifetime(directory, resource) ?? defaultTokenLifetime + randomInt(variation + 1);
}

function configuredLifetime({ config }: Directory, application?: Application): number | undefined {
  return application?.accessTokenLifetime ?? config.accessTokenLifetime;
}
