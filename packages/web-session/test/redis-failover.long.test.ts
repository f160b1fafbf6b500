import { setTimeout as delay } from 'node:timers/promises';
import {
  busPort,
  isMissing,
  type RedisCluster,
  type RedisSentinel,
  type RedisServer,
  startClusterServer,
  startRedisCluster,
  startRedisSentinel,
} from 'test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RedisBackend } from '../src/index.ts';
import { sessionLoad } from './session-load.ts';

/** After so long the servers of a cluster, or Sentinels, count another one as gone. */
const nodeTimeoutMs = 2000;

async function connect(url: string): Promise<RedisBackend> {
  const backend = new RedisBackend({ url, prefix: 'test:' });
  onTestFinished(() => backend.close());
  await expect.poll(() => backend.check().then(() => 'ok', String), { timeout: 10_000 }).toBe('ok');
  return backend;
}

/** Sessions begin and are read while `disturb` does its work: none is lost, and what is refused passes soon. */
async function expectNoneLost(name: string, url: string, disturb: () => Promise<void>): Promise<void> {
  const backend = await connect(url);
  const started = performance.now();
  let [from, until] = [0, 0];
  const { begun, refusals, lost } = await sessionLoad(backend, async () => {
    await delay(1500);
    from = performance.now() - started;
    await disturb();
    until = performance.now() - started;
    await delay(nodeTimeoutMs + 7000);
  });
  const last = Math.max(0, ...refusals.map(({ at, took }) => at + took - from));
  const longest = Math.max(0, ...refusals.map(({ took }) => took));
  const codes = [...new Set(refusals.map(({ code }) => code))];
  process.stdout.write(
    `${name}: ${begun.length} sessions begun, ${lost.length} lost, ${refusals.length} refusals (${codes.join(', ')}), ` +
      `the last ${Math.round(last)} ms later, the longest ${Math.round(longest)} ms\n`,
  );
  expect(lost).toEqual([]);
  expect(refusals.filter(({ lasting }) => lasting)).toEqual([]);
  expect(last).toBeLessThan(until - from + nodeTimeoutMs + 5000);
  expect(begun.length).toBeGreaterThan(100);
}

const freeze = (server: RedisServer | undefined): void => void server?.process.kill('SIGSTOP');
const thaw = (server: RedisServer | undefined): void => void server?.process.kill('SIGCONT');

const inCluster: [name: string, disturb: (cluster: RedisCluster) => Promise<void>][] = [
  ['a master is killed', async ({ shards }) => shards[1]?.master.kill()],
  ['the server that REDIS_URL names is killed', async ({ shards }) => shards[0]?.master.kill()],
  ['a master freezes', async ({ shards }) => freeze(shards[1]?.master)],
  [
    'a master freezes, and comes back when it has lost its place',
    async ({ shards }) => {
      freeze(shards[1]?.master);
      await delay(5 * nodeTimeoutMs);
      thaw(shards[1]?.master);
    },
  ],
  [
    'a master freezes for less than the node time-out',
    async ({ shards }) => {
      freeze(shards[1]?.master);
      await delay(nodeTimeoutMs / 2);
      thaw(shards[1]?.master);
    },
  ],
  ['a replica freezes', async ({ shards }) => freeze(shards[1]?.replicas[0])],
  ['a replica is promoted', async ({ shards }) => void (await shards[1]?.replicas[0]?.command('CLUSTER', 'FAILOVER'))],
  [
    'slots move to another server',
    ({ servers, shards }) => moveSlots(shards[1]?.master ?? servers[0], servers[0], 6000, 6400),
  ],
  [
    'slots move to a server that joins',
    async ({ servers, shards }) => {
      const joining = await startClusterServer(nodeTimeoutMs);
      onTestFinished(() => joining[Symbol.asyncDispose]());
      await joining.command('CLUSTER', 'MEET', '127.0.0.1', `${servers[0].port}`, `${busPort(servers[0].port)}`);
      await delay(2000);
      await moveSlots(shards[1]?.master ?? servers[0], joining, 6000, 6400);
    },
  ],
];

const withSentinels: [name: string, disturb: (redis: RedisSentinel) => Promise<void>][] = [
  ['the primary is killed', ({ primary }) => primary.kill()],
  ['the primary freezes', async ({ primary }) => freeze(primary)],
  [
    'the primary freezes, and comes back when it has lost its place',
    async ({ primary }) => {
      freeze(primary);
      await delay(5 * nodeTimeoutMs);
      thaw(primary);
    },
  ],
  // Not `SENTINEL FAILOVER`: the primary accepts writes until it learns of its successor, and Redis then drops them.
  ['every replica freezes', async ({ replicas }) => replicas.forEach(freeze)],
  [
    'the Sentinel that REDIS_URL names freezes, then the primary is killed',
    async ({ primary, sentinels }) => {
      freeze(sentinels[0]);
      await primary.kill();
    },
  ],
];

/** As `redis-cli --cluster reshard` does it. */
async function moveSlots(from: RedisServer, to: RedisServer, first: number, last: number): Promise<void> {
  const [source, target] = [await from.command('CLUSTER', 'MYID'), await to.command('CLUSTER', 'MYID')];
  for (let slot = first; slot < last; slot += 1) {
    await to.command('CLUSTER', 'SETSLOT', `${slot}`, 'IMPORTING', source);
    await from.command('CLUSTER', 'SETSLOT', `${slot}`, 'MIGRATING', target);
    for (;;) {
      const keys: string[] = JSON.parse(await from.command('CLUSTER', 'GETKEYSINSLOT', `${slot}`, '100'));
      if (keys.length === 0) break;
      await from.command('MIGRATE', '127.0.0.1', `${to.port}`, '', '0', '5000', 'KEYS', ...keys);
    }
    for (const server of [to, from]) await server.command('CLUSTER', 'SETSLOT', `${slot}`, 'NODE', target);
  }
}

describe.skipIf(await isMissing('redis'))('sessions are all there, and refused for a while at most, when', () => {
  test.each(inCluster)('in a cluster %s', async (name, disturb) => {
    await using cluster = await startRedisCluster({ nodeTimeoutMs });
    await expectNoneLost(name, cluster.url, () => disturb(cluster));
  });

  test.each(withSentinels)('with Sentinels %s', async (name, disturb) => {
    await using redis = await startRedisSentinel({ downAfterMs: nodeTimeoutMs });
    await expectNoneLost(`with Sentinels ${name}`, redis.url, () => disturb(redis));
  });
});
