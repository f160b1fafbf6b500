import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'redis';
import { RedisError, redisError } from './redis-error.ts';
import { isFollowed, type LinkOptions, type RedisLink } from './redis-link.ts';
import { type Address, addressIn, addressOf, loginOptions, nameOf, socketTo } from './redis-options.ts';
import { askSentinels, type Watched } from './sentinels.ts';

type RedisClient = ReturnType<typeof createClient>;

/**
 * Opens a link to the primary that the Sentinels name. The link does not reconnect: a connection that breaks or falls
 * silent triggers a new link, which asks the Sentinels again. The Sentinel client of node-redis would wait forever for
 * one that is frozen.
 *
 * @see https://redis.io/docs/latest/develop/reference/sentinel-clients/
 */
export function openSentinel(options: LinkOptions): RedisLink {
  const { url, timeoutMs, known, onReady, onError, onBroken } = options;
  let sentinels: Address[] = known.length > 0 ? known.map(addressOf) : [addressIn(url)];
  let address = '';
  let client: RedisClient | undefined;
  let isDestroyed = false;
  /** The Sentinels' reply from when the link was opened, until it has been used. */
  let latest: Watched | undefined;

  const ask = async (): Promise<Watched> => {
    const watched = await askSentinels(options, sentinels);
    ({ sentinels } = watched);
    return watched;
  };
  const fail = (error: unknown): void => {
    if (isDestroyed) return;
    onError(redisError(error));
    onBroken();
  };
  const connect = async (): Promise<void> => {
    const { primary } = await ask();
    if (isDestroyed) return;
    address = nameOf(primary);
    client = createClient({
      ...loginOptions(options),
      disableOfflineQueue: true,
      commandOptions: { timeout: 0 },
      socket: { ...socketTo(primary, url), connectTimeout: timeoutMs, reconnectStrategy: false },
    });
    client.on('error', fail);
    await Promise.race([client.connect(), silence(timeoutMs / 2)]);
    // A server that was frozen still believes that it is the primary.
    latest = await ask();
    if (nameOf(latest.primary) !== address) throw new RedisError('READONLY');
    onReady();
  };
  connect().catch(fail);

  const commands = async (): Promise<RedisClient> => {
    if (!client) throw new RedisError('not_connected_yet');
    return client;
  };
  const server = {
    get address() {
      return address;
    },
    get isReady() {
      return client?.isReady === true;
    },
    commands,
    replicas: async () => {
      if (await isFollowed(await commands())) return 'following' as const;
      const { primary, hasReplica } = latest ?? (await ask());
      latest = undefined;
      if (nameOf(primary) !== address) fail(new RedisError('READONLY'));
      return hasReplica ? ('expected' as const) : ('none' as const);
    },
  };
  return {
    replicaPatienceMs: 20_000,
    servers: () => [server],
    serverOf: () => server,
    entrances: () => sentinels.map(nameOf),
    destroy: () => {
      isDestroyed = true;
      client?.destroy();
    },
  };
}

/** Rejects after `ms`, because a frozen server accepts connections but does not respond. */
async function silence(ms: number): Promise<never> {
  await delay(ms, undefined, { ref: false });
  throw new RedisError('redis_silent');
}
