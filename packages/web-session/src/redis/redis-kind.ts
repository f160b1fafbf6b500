import type { OpenLink, RedisLink } from './redis-link.ts';

/**
 * How to connect to a Redis when a link has reached one of its servers, unless that link is right. Loads what no other kind needs.
 * @see https://redis.io/docs/latest/commands/hello/ which a user with the fewest rights may ask, too
 */
export async function openerOf(link: RedisLink): Promise<OpenLink | undefined> {
  const { mode } = (await link.hello?.().catch(() => undefined)) ?? {};
  if (mode === 'cluster') return (await import('./redis-cluster.ts')).openCluster;
  if (mode === 'sentinel') return (await import('./redis-sentinel.ts')).openSentinel;
  return undefined;
}
