import { isMissing, type RedisCluster, startRedisCluster } from 'test-support';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { checkRedis, RedisBackend } from '../src/index.ts';

const prefix = 'test:';

describe.skipIf(await isMissing('redis'))('a cluster', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  async function connect(url = cluster.url): Promise<RedisBackend> {
    const backend = new RedisBackend({ url, prefix });
    onTestFinished(() => backend.close());
    await expect.poll(() => backend.check().then(() => 'ok', String), { timeout: 15_000 }).toBe('ok');
    return backend;
  }

  test('is recognized by any of its servers', async () => {
    for (const { url } of cluster.servers) {
      await expect.poll(() => checkRedis({ url, prefix }).then(() => 'ok', String), { timeout: 15_000 }).toBe('ok');
    }
    expect(cluster.servers).toHaveLength(6);
  });

  test('ends all sessions of a sign-out, whichever slots they lie in', async () => {
    const backend = await connect();
    const ids = Array.from({ length: 50 }, (_, index) => `session-${index}`);
    for (const id of ids) await backend.create(id, id, 60_000, 'sid');
    await backend.prolong('session-1', 90_000, 'sid');
    await backend.remove('session-2');
    const read = () => Promise.all(ids.map(async (id) => (await backend.read(id))?.value));
    expect(await read()).toEqual(ids.map((id) => (id === 'session-2' ? undefined : id)));
    await backend.removeBySid('sid');
    expect(await read()).toEqual(ids.map(() => undefined));
    for (const { master } of cluster.shards) expect(await master.command('DBSIZE')).toBe('0');
  });

  test('is not lost while this process is busy for longer than the time limit', async () => {
    const changes: string[] = [];
    const backend = new RedisBackend({ url: cluster.url, prefix, onChange: (state) => changes.push(state) });
    onTestFinished(() => backend.close());
    await expect.poll(() => backend.check().then(() => changes.at(-1), String), { timeout: 15_000 }).toBe('ready');
    changes.length = 0;
    const keys = ['foo', 'bar', 'hello'];
    for (const key of keys) await backend.create(key, key, 60_000, undefined);
    for (const end = performance.now() + 2500; performance.now() < end;);
    for (const key of keys) expect(await backend.read(key)).toMatchObject({ value: key });
    expect(changes).toEqual([]);
  });
});
