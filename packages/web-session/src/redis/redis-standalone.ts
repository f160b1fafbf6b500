import { createClient } from 'redis';
import { redisError } from './redis-error.ts';
import { isFollowed, type LinkOptions, type RedisLink } from './redis-link.ts';
import { addressIn, loginOptions, socketTo } from './redis-options.ts';

/**
 * Opens the first link, before it is known what is there. It selects no database, because a Sentinel has none: if `url` names one, another
 * link follows.
 */
export function openFirst(options: LinkOptions): RedisLink {
  return { ...open(options, 0), selects: loginOptions(options).database === 0 };
}

/** Opens a link to one server, with the database that `url` names. */
export function openStandalone(options: LinkOptions): RedisLink {
  return { ...open(options, loginOptions(options).database), selects: true };
}

function open(options: LinkOptions, database: number): RedisLink {
  const { url, timeoutMs, onReady, onError } = options;
  const login = { ...loginOptions(options), database };
  const client = createClient({
    ...login,
    // A command that cannot be sent fails immediately, not after the reconnect.
    disableOfflineQueue: true,
    // SilenceWatch replaces a timer for each command.
    commandOptions: { timeout: 0 },
    socket: {
      ...socketTo(addressIn(url), url),
      connectTimeout: timeoutMs,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 1000),
    },
  });
  client.on('error', (error: unknown) => onError(redisError(error, login)));
  client.on('ready', onReady);
  // Rejects only if it is closed before it connects. Every other failure is an 'error' event.
  client.connect().catch(() => {});
  const server = {
    address: '',
    get isReady() {
      return client.isReady;
    },
    commands: () => Promise.resolve(client),
    // The server cannot say which replica would replace it, or when.
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
