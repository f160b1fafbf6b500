import { createClient } from 'redis';
import { RedisError } from './redis-error.ts';
import { type Address, loginOptions, type RedisLogin, socketTo } from './redis-options.ts';

/** The Sentinels' view of the Redis that they watch. */
export interface Watched {
  primary: Address;
  /** Whether there is a replica that the Sentinels consider alive. */
  hasReplica: boolean;
  /** All Sentinels that watch it. */
  sentinels: Address[];
}

type Instance = Record<'name' | 'ip' | 'port' | 'flags', string>;

/**
 * Asks the Sentinels, all at once, because one of them may be frozen.
 *
 * @throws {RedisError} when none responds, or none knows the Redis in REDIS_URL
 */
export async function askSentinels(
  options: RedisLogin & { timeoutMs: number },
  sentinels: readonly Address[],
): Promise<Watched> {
  try {
    return await Promise.any(sentinels.map((sentinel) => askSentinel(options, sentinel)));
  } catch (error) {
    throw error instanceof AggregateError ? error.errors[0] : error;
  }
}

async function askSentinel(options: RedisLogin & { timeoutMs: number }, sentinel: Address): Promise<Watched> {
  const { url, timeoutMs } = options;
  const client = createClient({
    ...loginOptions(options),
    database: 0,
    socket: {
      ...socketTo(sentinel, url),
      connectTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      reconnectStrategy: false,
    },
  });
  client.on('error', () => {});
  const ask = <T>(...words: string[]): Promise<T> => client.sendCommand<T & string>(['SENTINEL', ...words]);
  try {
    await client.connect();
    const name = nameIn(url) ?? onlyName(await ask<Instance[]>('MASTERS'));
    const primary = await ask<[host: string, port: string] | null>('GET-MASTER-ADDR-BY-NAME', name);
    if (!primary) throw new RedisError('sentinel_name_unknown');
    const [replicas, others] = await Promise.all([
      ask<Instance[]>('REPLICAS', name),
      ask<Instance[]>('SENTINELS', name),
    ]);
    return {
      primary: { host: primary[0], port: Number(primary[1]) },
      hasReplica: replicas.some(({ flags }) => !/down|disconnected/.test(flags)),
      sentinels: [sentinel, ...others.map(({ ip, port }) => ({ host: ip, port: Number(port) }))],
    };
  } finally {
    client.destroy();
  }
}

/** Returns the name in `redis://…?master=<name>`, for Sentinels that watch several. */
function nameIn(url: string): string | undefined {
  return new URL(url).searchParams.get('master') ?? undefined;
}

function onlyName([first, ...others]: Instance[]): string {
  if (!first || others.length > 0) throw new RedisError('sentinel_name_missing');
  return first.name;
}
