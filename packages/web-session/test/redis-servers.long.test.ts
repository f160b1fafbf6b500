import { createClient } from 'redis';
import { freePort, isMissing, startRedisServer } from 'test-support';
import { describe, expect, test } from 'vitest';
import { RedisBackend, type RedisBackendOptions } from '../src/index.ts';

async function startRedis(...args: string[]) {
  const server = await startRedisServer(...args);
  const administrator = await createClient({ url: server.url }).connect();
  return {
    ...server,
    administrator,
    async [Symbol.asyncDispose]() {
      administrator.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function connect(
  url: string,
  options: Partial<RedisBackendOptions> = {},
): Promise<RedisBackend & AsyncDisposable> {
  const backend = new RedisBackend({ url, prefix: 'test:', ...options });
  await expect.poll(() => backend.check().then(() => 'ok', String), { timeout: 15_000 }).toBe('ok');
  return Object.assign(backend, { [Symbol.asyncDispose]: () => backend.close() });
}

describe.skipIf(await isMissing('redis'))('RedisBackend', () => {
  test('works where two keys may lie on two nodes', async () => {
    await using redis = await startRedis('--cluster-enabled', 'yes', '--cluster-port', String(await freePort()));
    await redis.administrator.sendCommand(['CLUSTER', 'ADDSLOTSRANGE', '0', '16383']);
    const info = () => redis.administrator.sendCommand(['CLUSTER', 'INFO']);
    await expect.poll(info, { timeout: 10_000 }).toContain('cluster_state:ok');
    await using backend = await connect(redis.url);
    for (const id of ['a', 'b', 'c']) {
      await backend.create(id, id, 60_000, 'sid');
      await backend.prolong(id, 90_000, 'sid');
    }
    expect(await backend.read('b')).toMatchObject({ value: 'b' });
    await backend.remove('c');
    await backend.removeBySid('sid');
    expect(await Promise.all(['a', 'b', 'c'].map((id) => backend.read(id)))).toEqual([undefined, undefined, undefined]);
  });

  test('a Redis that became a replica is said to be unusable, and is left for another connection', async () => {
    await using redis = await startRedis();
    await using backend = await connect(redis.url);
    const connections = async (): Promise<number> =>
      Number(/total_connections_received:(\d+)/.exec(await redis.administrator.info('stats'))?.[1]);
    const before = await connections();
    await redis.administrator.sendCommand(['REPLICAOF', '127.0.0.1', '9']);
    await expect(backend.check()).rejects.toMatchObject({ code: 'READONLY' });
    await expect.poll(connections).toBeGreaterThan(before);
    await redis.administrator.sendCommand(['REPLICAOF', 'NO', 'ONE']);
    await expect.poll(() => backend.check().then(() => 'ok', String), { timeout: 15_000 }).toBe('ok');
  });

  test('a frozen Redis costs one request the time limit, is said to be lost once, and is found again', async () => {
    await using redis = await startRedis();
    const heard: string[] = [];
    await using backend = await connect(redis.url, { timeoutMs: 300, onChange: (state) => void heard.push(state) });
    await backend.create('ada', 'here', 60_000, undefined);
    redis.process.kill('SIGSTOP');
    await expect(backend.read('ada')).rejects.toMatchObject({ code: 'redis_silent' });
    await expect(backend.read('ada')).rejects.toMatchObject({ code: 'redis_silent' });
    await expect.poll(() => heard).toEqual(['ready', 'lost']);
    redis.process.kill('SIGCONT');
    await expect.poll(() => backend.read('ada').catch(String), { timeout: 5000 }).toMatchObject({ value: 'here' });
    expect(heard).toEqual(['ready', 'lost', 'ready']);
  });

  test('closes at once while Redis is frozen, and before it was ever reached', async () => {
    await using redis = await startRedis();
    const frozen = await connect(redis.url, { timeoutMs: 300 });
    redis.process.kill('SIGSTOP');
    await expect(frozen.read('ada')).rejects.toMatchObject({ code: 'redis_silent' });
    await frozen.close();
    await new RedisBackend({ url: `redis://127.0.0.1:${await freePort()}`, prefix: 'test:' }).close();
    redis.process.kill('SIGCONT');
    const clients = (): Promise<string> => redis.administrator.sendCommand<string>(['CLIENT', 'LIST']);
    await expect.poll(async () => (await clients()).trim().split('\n').length).toBe(1);
  });

  test('a password that changes is asked for, and no request notices', async () => {
    await using redis = await startRedis();
    const { administrator } = redis;
    const change = (password: string) =>
      administrator.sendCommand(['ACL', 'SETUSER', 'app', 'reset', 'on', `>${password}`, '~*', '+@all']);
    let password = 'first';
    await change(password);
    const heard: string[] = [];
    const url = redis.url.replace('//', '//app@');
    await using backend = await connect(url, {
      timeoutMs: 100,
      password: async () => password,
      onChange: (state) => void heard.push(state),
    });
    const connections = async (): Promise<string> => administrator.sendCommand<string>(['CLIENT', 'LIST']);
    const before = /id=(\d+) .*user=app/.exec(await connections())?.[1];
    await change((password = 'second'));
    await expect
      .poll(async () => /id=(\d+) .*user=app/.exec(await connections())?.[1], { timeout: 10_000 })
      .not.toBe(before);
    await backend.create('ada', 'here', 60_000, undefined);
    expect(heard).toEqual(['ready']);
    // A connection that is lost comes back with the password of that moment.
    await change((password = 'third'));
    await administrator.sendCommand(['CLIENT', 'KILL', 'USER', 'app']);
    await expect.poll(() => backend.read('ada').catch(String), { timeout: 10_000 }).toMatchObject({ value: 'here' });
  });

  test('keeps a list of the sessions to sign out for as long as they last, under its own prefix', async () => {
    await using redis = await startRedis();
    await using backend = await connect(redis.url);
    const { administrator } = redis;
    await backend.create('phone', '{}', 60_000, 'sid');
    await backend.prolong('phone', 90_000, 'sid');
    await backend.create('desktop', '{}', 1000, 'sid');
    expect(await administrator.pTTL('test:sid:sid')).toBeGreaterThan(80_000);
    await backend.removeBySid('sid');
    expect(await administrator.keys('test:s*')).toEqual([]);
  });
});
