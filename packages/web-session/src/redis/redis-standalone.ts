import { createClient } from 'redis';
import { redisError } from './redis-error.ts';
import { isFollowed, type LinkOptions, type RedisLink } from './redis-link.ts';
import { addressIn, loginOptions, socketTo } from './redis-options.ts';

/** One server. It is also the first that is asked where there are more. */
export function openStandalone(options: LinkOptions): RedisLink {
  const { url, timeoutMs, onReady, onError } = options;
  const login = loginOptions(options);
  const client = createClient({
    ...login,
    // A command that cannot be sent now fails now, instead of after the reconnect.
    disableOfflineQueue: true,
    // Silence is noticed without a timer for each command.
    commandOptions: { timeout: 0 },
    socket: {
      ...socketTo(addressIn(url), url),
      connectTimeout: timeoutMs,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 1000),
    },
  });
  client.on('error', (error: unknown) => onError(redisError(error, login)));
  client.on('ready', onReady);
  // Rejects only when it was closed before Redis was reached; every failure on the way is an 'error' event.
  client.connect().catch(() => {});
  const server = {
    address: '',
    get isReady() {
      return client.isReady;
    },
    commands: () => Promise.resolve(client),
    // Who would take its place, and when, it cannot say.
    replicas: async () => ((await isFollowed(client)) ? ('following' as const) : ('expected' as const)),
  };
  return {
    replicaPatienceMs: 5000,
    hello: () => client.hello(),
    servers: () => [server],
    serverOf: () => server,
    destroy: () => client.destroy(),
  };
}
