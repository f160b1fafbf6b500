import { join } from 'node:path';
import type { Environment } from 'ciam-config';
import { root } from './repository.ts';

/** Returns the settings that the demo takes from its environment: where data is stored, but never the tenant. */
export function demoSettings(env: Environment): Record<string, string> {
  const taken = ['EXPRESS_SESSION_SECRET', 'SESSION_STORE', 'REDIS_URL', 'DATABASE_URL', 'LOG_LEVEL'];
  return {
    NODE_ENV: 'development',
    LOG_LEVEL: 'warn',
    DATABASE_URL: `file:${join(root, '.data', 'todolist.db')}`,
    ...Object.fromEntries(taken.flatMap((name) => (env[name] ? [[name, env[name]] as const] : []))),
  };
}
