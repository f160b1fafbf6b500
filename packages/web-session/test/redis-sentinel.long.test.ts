import { isMissing, type RedisSentinel, startRedisSentinel } from 'test-support';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { checkRedis, RedisBackend } from '../src/index.ts';

const prefix = 'test:';

describe.skipIf(await isMissing('redis'))('Sentinels', () => {
  let redis: RedisSentinel;
  beforeAll(async () => {
    redis = await startRedisSentinel();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  test('lead to the primary, whichever is asked', async () => {
    for (const { url } of redis.sentinels) await checkRedis({ url, prefix, timeoutMs: 20_000 });
    await checkRedis({ url: `${redis.url}?master=primary`, prefix, timeoutMs: 20_000 });
    const unknown = checkRedis({ url: `${redis.url}?master=other`, prefix, timeoutMs: 20_000 });
    await expect(unknown).rejects.toMatchObject({ code: 'sentinel_name_unknown', lasting: true });
  });

  test('lead to the database that REDIS_URL names', async () => {
    const backend = new RedisBackend({ url: `${redis.url}/3?master=primary`, prefix });
    onTestFinished(() => backend.close());
    await expect.poll(() => backend.check().then(() => 'ok', String), { timeout: 30_000 }).toBe('ok');
    await backend.create('numbered', 'here', 60_000, 'sid');
    expect(await redis.primary.command('INFO', 'keyspace')).toMatch(/db3:keys=2\b/);
  });

  test('are asked again when they name another primary', async () => {
    const backend = new RedisBackend({ url: redis.url, prefix });
    onTestFinished(() => backend.close());
    await expect.poll(() => backend.check().then(() => 'ok', String), { timeout: 30_000 }).toBe('ok');
    await backend.create('ada', 'here', 60_000, 'sid');
    await redis.sentinels[0]?.command('SENTINEL', 'FAILOVER', 'primary');
    const isPrimary = async () => (await redis.primary.command('INFO', 'replication')).includes('role:master');
    await expect.poll(isPrimary, { timeout: 30_000 }).toBe(false);
    await expect.poll(() => backend.check().then(() => 'ok', String), { timeout: 30_000 }).toBe('ok');
    expect(await backend.read('ada')).toMatchObject({ value: 'here' });
  });
});

test.skipIf(await isMissing('redis'))('Sentinels that watch several want a name', async () => {
  await using redis = await startRedisSentinel({ replicas: 0, sentinels: 1, names: ['one', 'two'] });
  const unnamed = checkRedis({ url: redis.url, prefix, timeoutMs: 20_000 });
  await expect(unnamed).rejects.toMatchObject({ code: 'sentinel_name_missing', lasting: true });
  await checkRedis({ url: `${redis.url}?master=two`, prefix, timeoutMs: 20_000 });
});
