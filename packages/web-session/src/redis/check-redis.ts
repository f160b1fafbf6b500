import { RedisBackend, type RedisBackendOptions } from './redis-backend.ts';
import { RedisError } from './redis-error.ts';

/**
 * Tries everything that the sessions of a web app need from Redis: writes with an expiry, reads, lists and deletes.
 *
 * @throws {RedisError} when Redis refuses a command, or does not respond within the time limit
 * @example
 * await checkRedis({ url: 'rediss://:password@host:6380', prefix: `web-app:${clientId}:` });
 */
export async function checkRedis(
  options: Pick<RedisBackendOptions, 'url' | 'password' | 'prefix' | 'timeoutMs'>,
): Promise<void> {
  const { timeoutMs = 3000 } = options;
  let backend: RedisBackend | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new RedisError('redis_silent')), timeoutMs);
      backend = new RedisBackend({
        ...options,
        onChange: (state, cause) => (state === 'ready' ? resolve() : reject(cause)),
      });
    });
    await backend?.check();
  } finally {
    clearTimeout(timer);
    await backend?.close();
  }
}
