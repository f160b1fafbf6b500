import { setTimeout as delay } from 'node:timers/promises';
import { createCluster } from 'redis';
import { slotOf } from './key-slot.ts';
import { RedisError, redisError } from './redis-error.ts';
import { isFollowed, type LinkOptions, type RedisLink, type RedisServer } from './redis-link.ts';
import { addressIn, addressOf, loginOptions, socketTo } from './redis-options.ts';

/**
 * A cluster, as its servers say it is now. Nothing in it connects again: what breaks or falls silent makes another link, which asks
 * again who has which slots.
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
      socket: {
        connectTimeout: timeoutMs,
        // A frozen server lets a client connect, and then says nothing. Each is asked more often than that.
        socketTimeout: 2 * timeoutMs,
        reconnectStrategy: false,
      },
    },
    // While this process is busy, a command may wait for longer than the client's own limit.
    commandOptions: { timeout: 0 },
    // A server that is gone must not keep the others from being used.
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
        // A replica that the cluster has given up is not among them.
        const shards = await client.clusterSlots();
        const isExpected = shards.some(({ master, replicas }) => master.id === node.id && replicas.length > 0);
        return isExpected ? ('expected' as const) : ('none' as const);
      },
    };
    servers.set(node, server);
    return server;
  };
  return {
    // Longer than the node time-out that Redis has by default: a server that is cut off from the others refuses by then.
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
      // An array with holes, which `some` leaves out.
      if ([...cluster.slots].some((shard?: object) => shard === undefined)) throw new RedisError('CLUSTERDOWN');
    },
    destroy: () => cluster.destroy(),
  };
}
