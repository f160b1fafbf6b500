import { type RedisServer, type RedisTls, startRedis } from './redis-server.ts';
import { until } from './until.ts';

export interface RedisClusterOptions {
  masters?: number;
  /** The number of replicas of each master. */
  replicas?: number;
  /** How long a silent server counts as alive, in milliseconds. */
  nodeTimeoutMs?: number;
  options?: string[];
  tls?: RedisTls;
}

interface Shard {
  master: RedisServer;
  replicas: RedisServer[];
}

/** A real cluster of Redis on this machine. */
export interface RedisCluster extends AsyncDisposable {
  /** The URL of one of its servers. */
  url: string;
  /** The shards at the start. */
  shards: Shard[];
  servers: [RedisServer, ...RedisServer[]];
}

const slots = 16_384;
const notFormed = 'The cluster did not form in time.';

export async function startRedisCluster({
  masters = 3,
  replicas = 1,
  nodeTimeoutMs = 1000,
  options = [],
  tls,
}: RedisClusterOptions = {}): Promise<RedisCluster> {
  const start = (): Promise<RedisServer> => startClusterServer(nodeTimeoutMs, options, tls);
  const startShard = async (): Promise<Shard> => {
    const [master, ...others] = await Promise.all([start(), ...Array.from({ length: replicas }, start)]);
    return { master, replicas: others };
  };
  const shards = await Promise.all(Array.from({ length: masters }, startShard));
  const [first, ...others] = shards.flatMap(({ master, replicas: followers }) => [master, ...followers]);
  if (!first) throw new Error('A cluster has servers.');
  const servers: RedisCluster['servers'] = [first, ...others];
  await Promise.all(
    shards.map(async ({ master }, index) => {
      const [from, to] = [index, index + 1].map((count) => Math.floor((count * slots) / masters));
      await master.command('CLUSTER', 'ADDSLOTSRANGE', `${from}`, `${Number(to) - 1}`);
      await master.command('CLUSTER', 'SET-CONFIG-EPOCH', `${index + 1}`);
    }),
  );
  for (const server of others) {
    await first.command('CLUSTER', 'MEET', '127.0.0.1', `${server.port}`, `${busPort(server.port)}`);
  }
  await until(async () => {
    const infos = await Promise.all(servers.map((server) => server.command('CLUSTER', 'INFO')));
    return infos.every((info) => info.includes(`cluster_known_nodes:${servers.length}`));
  }, notFormed);
  await Promise.all(
    shards.map(async ({ master, replicas: followers }) => {
      const id = await master.command('CLUSTER', 'MYID');
      for (const replica of followers) await replica.command('CLUSTER', 'REPLICATE', id);
      await until(async () => {
        const info = await master.command('INFO', 'replication');
        return (info.match(/state=online/g) ?? []).length === replicas;
      }, notFormed);
    }),
  );
  await until(async () => {
    const infos = await Promise.all(servers.map((server) => server.command('CLUSTER', 'INFO')));
    return infos.every((info) => info.includes('cluster_state:ok'));
  }, notFormed);
  return {
    url: first.url,
    shards,
    servers,
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    },
  };
}

/** Starts one server in cluster mode that does not belong to a cluster yet. */
export function startClusterServer(nodeTimeoutMs = 1000, options: string[] = [], tls?: RedisTls): Promise<RedisServer> {
  return startRedis({
    tls,
    options: (port) => [
      ...`--cluster-enabled yes --cluster-port ${busPort(port)} --cluster-node-timeout ${nodeTimeoutMs}`.split(' '),
      ...'--repl-diskless-sync-delay 0 --repl-ping-replica-period 1'.split(' '),
      ...options,
    ],
  });
}

/** Returns the port of the cluster bus, below the ports that systems assign to programs. */
export function busPort(port: number): number {
  return port - 25_000;
}
