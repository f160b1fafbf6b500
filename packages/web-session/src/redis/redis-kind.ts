import type { OpenLink, RedisLink } from './redis-link.ts';
import { openStandalone } from './redis-standalone.ts';

/**
 * Finds out the kind of a Redis from one of its servers. Returns how to open a link of that kind, or nothing if `link`
 * already is one. Imports only the client of that kind.
 *
 * @see https://redis.io/docs/latest/commands/hello/ which even users with minimal permissions may run
 */
export async function openerOf(link: RedisLink): Promise<OpenLink | undefined> {
  const { mode } = (await link.hello?.().catch(() => undefined)) ?? {};
  // A cluster refuses any database but the first, and that is what a connection which selects it will say.
  if (mode === 'cluster' && link.selects) return (await import('./redis-cluster.ts')).openCluster;
  if (mode === 'sentinel') return (await import('./redis-sentinel.ts')).openSentinel;
  return link.selects === false ? openStandalone : undefined;
}
