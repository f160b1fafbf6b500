import { randomInt } from 'node:crypto';

import type { Directory } from './directory.ts';
import type { Application } from './model.ts';

/** Seconds that tokens live where nothing else is configured: `expires_in`. */
export const defaultTokenLifetime = 3599;
/** By how many seconds at most a user's access token outlives that. */
const variation = 1800;

/**
 * Seconds that tokens live which are for an application: access tokens for an API, ID tokens for a client.
 * @see https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes
 */
export function tokenLifetime(directory: Directory, application?: Application): number {
  return configuredLifetime(directory, application) ?? defaultTokenLifetime;
}

/**
 * Seconds that a user's access token for an API lives: between 60 and 90 minutes at random, unless configured.
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#token-lifetime
 */
export function userTokenLifetime(directory: Directory, resource: Application): number {
  return configuredLifetime(directory, resource) ?? defaultTokenLifetime + randomInt(variation + 1);
}

function configuredLifetime({ config }: Directory, application?: Application): number | undefined {
  return application?.accessTokenLifetime ?? config.accessTokenLifetime;
}
