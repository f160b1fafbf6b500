import { type RedisServer, type RedisTls, startRedis } from './redis-server.ts';
import { until } from './until.ts';

export interface RedisSentinelOptions {
  replicas?: number;
  sentinels?: number;
  /** How long a silent primary counts as alive, in milliseconds. */
  downAfterMs?: number;
  /** The Sentinels' names for it. Several names watch the same primary. */
  names?: string[];
  tls?: RedisTls;
  /** Additional options of the data servers. */
  options?: string[];
  /** Additional lines of the Sentinels' configuration, such as `user app on >secret +sentinel`. */
  sentinelLines?: string[];
}

/** A real Redis with replicas, and Sentinels that watch it. */
export interface RedisSentinel extends AsyncDisposable {
  /** The URL of one of the Sentinels. */
  url: string;
  primary: RedisServer;
  replicas: RedisServer[];
  sentinels: RedisServer[];
}

export async function startRedisSentinel({
  replicas = 2,
  sentinels = 3,
  downAfterMs = 1000,
  names = ['primary'],
  tls,
  options = [],
  sentinelLines = [],
}: RedisSentinelOptions = {}): Promise<RedisSentinel> {
  const startServer = (...more: string[]): Promise<RedisServer> => {
    const quick = ['--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1'];
    return startRedis({ tls, options: () => [...quick, ...options, ...more] });
  };
  const primary = await startServer();
  const started = await Promise.all([
    ...Array.from({ length: replicas }, () => startServer('--replicaof', '127.0.0.1', `${primary.port}`)),
    ...Array.from({ length: sentinels }, () =>
      startRedis({
        tls,
        sentinel: [
          ...sentinelLines,
          ...names.flatMap((name) => [
            `sentinel monitor ${name} 127.0.0.1 ${primary.port} ${Math.floor(sentinels / 2) + 1}`,
            `sentinel down-after-milliseconds ${name} ${downAfterMs}`,
            `sentinel failover-timeout ${name} 2000`,
          ]),
        ],
      }),
    ),
  ]);
  const [followers, watchers] = [started.slice(0, replicas), started.slice(replicas)];
  await until(async () => {
    const seen = await Promise.all(watchers.map((sentinel) => sentinel.command('INFO', 'sentinel')));
    return seen.every((info) => info.includes(`slaves=${replicas},sentinels=${sentinels}`));
  }, 'The Sentinels do not find each other.');
  return {
    url: watchers[0]?.url ?? '',
    primary,
    replicas: followers,
    sentinels: watchers,
    async [Symbol.asyncDispose]() {
      await Promise.all([primary, ...started].map((server) => server[Symbol.asyncDispose]()));
    },
  };
}
