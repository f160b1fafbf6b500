import { setTimeout as delay } from 'node:timers/promises';
import { createCluster } from 'redis';
import { slotOf } from './key-slot.ts';
import { RedisError, redisError } from './redis-error.ts';
import { isFollowed, type LinkOptions, type RedisLink, type RedisServer } from './redis-link.ts';
import { addressIn, addressOf, loginOptions, socketTo } from './redis-options.ts';

/**
 * Opens a link to a cluster as its servers describe it now. The link does not reconnect: a connection that breaks or
 * falls silent triggers a new link, which asks again which server has which slots.
 */
export function openCluster(options: LinkOptions): RedisLink {
  const { url, timeoutMs, known, onReady, onError, onBroken } = options;
  const roots = known.length > 0 ? known.map(addressOf) : [addressIn(url)];
  const cluster = createCluster({
    rootNodes: roots.map((root) => ({ socket: { ...socketTo(root, url), socketTimeout: timeoutMs } })),
    nodeAddressMap: (address) => socketTo(addressOf(address), url),
    defaults: {
      ...loginOptions(options),
      disableOfflineQueue: true,
      // No `socketTimeout`: while this process is busy, it would close connections whose replies wait in the socket.
      socket: { connectTimeout: timeoutMs, reconnectStrategy: false },
    },
    // A command may wait longer than the client's own limit while this process is busy.
    commandOptions: { timeout: 0 },
    // A lost server must not block the use of the others.
    minimizeConnections: true,
  });
  let cause = new RedisError('connection_lost');
  let isOpen = false;
  cluster.on('error', (error: unknown) => (cause = redisError(error)));
  cluster.on('node-error', (error: unknown) => {
    onError(redisError(error));
    if (isOpen) onBroken();
  });
  const connect = async (): Promise<void> => {
    try {
      await cluster.connect();
    } catch {
      onError(cause);
      onBroken();
      return;
    }
    const connected = Promise.allSettled(cluster.masters.map((node) => cluster.nodeClient(node)));
    await Promise.race([connected, delay(timeoutMs / 2, undefined, { ref: false })]);
    if (!cluster.isOpen) return;
    isOpen = true;
    onReady();
  };
  void connect();

  type Node = (typeof cluster.masters)[number];
  const servers = new Map<Node, RedisServer>();
  const serverOf = (node: Node): RedisServer => {
    const server = servers.get(node) ?? {
      address: node.address,
      get isReady() {
        return node.client?.isReady ?? true;
      },
      commands: () => cluster.nodeClient(node),
      replicas: async () => {
        const client = await cluster.nodeClient(node);
        if (await isFollowed(client)) return 'following' as const;
        // The list excludes replicas that the cluster has given up.
        const shards = await client.clusterSlots();
        const isExpected = shards.some(({ master, replicas }) => master.id === node.id && replicas.length > 0);
        return isExpected ? ('expected' as const) : ('none' as const);
      },
    };
    servers.set(node, server);
    return server;
  };
  return {
    // Longer than Redis's default node time-out, after which a server that is cut off from the others refuses requests.
    replicaPatienceMs: 20_000,
    redirected: cluster,
    entrances: (speaks) =>
      cluster.masters
        .map(serverOf)
        .filter(speaks)
        .map(({ address }) => address),
    servers: () => cluster.masters.map(serverOf),
    serverOf: (key) => {
      const node = cluster.slots[slotOf(key)]?.master;
      if (!node) throw new RedisError('CLUSTERDOWN');
      return serverOf(node);
    },
    checkKeys: () => {
      // Copy the array to fill its holes, which `some` would skip.
      if ([...cluster.slots].some((shard?: object) => shard === undefined)) throw new RedisError('CLUSTERDOWN');
    },
    destroy: () => cluster.destroy(),
  };
}
