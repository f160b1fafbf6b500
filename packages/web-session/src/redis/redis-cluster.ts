import { setTimeout as delay } from 'node:timers/promises';
import { createCluster, RedisClient } from 'redis';
import { slotOf } from './key-slot.ts';
import { RedisError, redisError } from './redis-error.ts';
import { isFollowed, type LinkOptions, type RedisLink, type RedisServer } from './redis-link.ts';

/**
 * A cluster, as its servers say it is now. Nothing in it connects again: what breaks or falls silent makes another link, which asks
 * again who has which slots.
 */
export function openCluster({ url, timeoutMs, known, onReady, onError, onBroken }: LinkOptions): RedisLink {
  const { socket, ...defaults } = RedisClient.parseURL(url);
  const cluster = createCluster({
    rootNodes: known.length > 0 ? known.map((address) => ({ socket: addressOf(address) })) : [{ socket }],
    defaults: {
      ...defaults,
      disableOfflineQueue: true,
      socket: {
        tls: socket.tls,
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
  cluster.on('error', (error: unknown) => (cause = redisError(error)));
  cluster.on('node-error', (error: unknown) => {
    onError(redisError(error));
    onBroken();
  });

  const connect = async (): Promise<void> => {
    try {
      await cluster.connect();
    } catch {
      onError(cause);
      return;
    }
    const connected = Promise.allSettled(cluster.masters.map((node) => cluster.nodeClient(node)));
    await Promise.race([connected, delay(timeoutMs / 2, undefined, { ref: false })]);
    if (cluster.isOpen) onReady();
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

function addressOf(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
}
