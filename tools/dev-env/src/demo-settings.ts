import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Environment } from 'ciam-config';
import { root } from './repository.ts';

/**
 * Returns the settings that the demo takes from its environment: where data is stored, but never the tenant.
 *
 * @param folder the repository, below which data is stored by default
 */
export function demoSettings(env: Environment, folder: string = root): Record<string, string> {
  const taken = ['EXPRESS_SESSION_SECRET', 'SESSION_STORE', 'REDIS_URL', 'DATABASE_URL', 'LOG_LEVEL'];
  return {
    NODE_ENV: 'development',
    LOG_LEVEL: 'warn',
    DATABASE_URL: pathToFileURL(join(folder, '.data', 'todolist.db')).href,
    ...Object.fromEntries(taken.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []))),
  };
}
