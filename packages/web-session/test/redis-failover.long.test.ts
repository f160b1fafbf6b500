import { setTimeout as delay } from 'node:timers/promises';
import { isMissing, type RedisCluster, type RedisServer, startRedisCluster } from 'test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RedisBackend } from '../src/index.ts';
import { sessionLoad } from './session-load.ts';

const nodeTimeoutMs = 1000;

async function connect(url: string): Promise<RedisBackend> {
  const backend = new RedisBackend({ url, prefix: 'test:' });
  onTestFinished(() => backend.close());
  await expect.poll(() => backend.check().then(() => 'ok', String), { timeout: 10_000 }).toBe('ok');
  return backend;
}

interface Disturbance {
  name: string;
  disturb: (cluster: RedisCluster) => Promise<void>;
}

function shard({ shards }: RedisCluster, index: number): { master: RedisServer; replica: RedisServer } {
  const { master, replicas } = shards[index] ?? {};
  const [replica] = replicas ?? [];
  if (!master || !replica) throw new Error('There is no such shard.');
  return { master, replica };
}
const named = (cluster: RedisCluster) => shard(cluster, 0);
const second = (cluster: RedisCluster) => shard(cluster, 1);

const disturbances: Disturbance[] = [
  { name: 'a master is killed', disturb: async (cluster) => second(cluster).master.kill() },
  { name: 'the server that REDIS_URL names is killed', disturb: async (cluster) => named(cluster).master.kill() },
  {
    name: 'a master freezes',
    disturb: async (cluster) => void second(cluster).master.process.kill('SIGSTOP'),
  },
  {
    name: 'a master freezes and comes back as what it was',
    disturb: async (cluster) => {
      second(cluster).master.process.kill('SIGSTOP');
      await delay(5 * nodeTimeoutMs);
      second(cluster).master.process.kill('SIGCONT');
    },
  },
  {
    name: 'a master freezes for less than the node time-out',
    disturb: async (cluster) => {
      second(cluster).master.process.kill('SIGSTOP');
      await delay(nodeTimeoutMs / 2);
      second(cluster).master.process.kill('SIGCONT');
    },
  },
  { name: 'a replica freezes', disturb: async (cluster) => void second(cluster).replica.process.kill('SIGSTOP') },
  {
    name: 'a replica is promoted',
    disturb: async (cluster) => void (await second(cluster).replica.command('CLUSTER', 'FAILOVER')),
  },
];

describe.skipIf(await isMissing('redis'))('sessions in a cluster', () => {
  test.each(disturbances)('are all there, and refused for a while at most, when $name', async ({ name, disturb }) => {
    await using cluster = await startRedisCluster({ nodeTimeoutMs });
    const backend = await connect(cluster.url);
    let disturbedAt = 0;
    const started = performance.now();
    const { begun, refusals, lost } = await sessionLoad(backend, async () => {
      await delay(1500);
      disturbedAt = performance.now() - started;
      await disturb(cluster);
      await delay(9000);
    });
    const last = Math.max(0, ...refusals.map(({ at, took }) => at + took - disturbedAt));
    const codes = [...new Set(refusals.map(({ code }) => code))];
    const longest = Math.max(0, ...refusals.map(({ took }) => took));
    process.stdout.write(
      `${name}: ${begun.length} sessions begun, ${lost.length} lost, ${refusals.length} refusals (${codes.join(', ')}), the last ${Math.round(last)} ms later, the longest ${Math.round(longest)} ms\n`,
    );
    expect(lost).toEqual([]);
    expect(refusals.filter(({ lasting }) => lasting)).toEqual([]);
    expect(last).toBeLessThan(nodeTimeoutMs + 5000);
    expect(begun.length).toBeGreaterThan(100);
  });
});
