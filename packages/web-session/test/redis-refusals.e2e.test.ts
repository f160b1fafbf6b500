import { createClient } from 'redis';
import { freePort, isMissing, localServer, type RedisServer, startRedisServer } from 'test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkRedis, RedisBackend } from '../src/index.ts';

const prefix = 'test:';

async function server(...options: string[]): Promise<RedisServer> {
  const redis = await startRedisServer(...options);
  onTestFinished(() => redis[Symbol.asyncDispose]());
  return redis;
}

async function administrate(url: string, ...commands: string[]): Promise<void> {
  const client = await createClient({ url }).connect();
  for (const command of commands) await client.sendCommand(command.split(' '));
  client.destroy();
}

/** A server whose user `app` may do what `rules` say. */
async function restricted(...rules: string[]): Promise<string> {
  const { url, port } = await server();
  await administrate(url, `ACL SETUSER app on >secret ${rules.join(' ')}`);
  return `redis://app:secret@127.0.0.1:${port}`;
}

async function notRedis(protocol: string): Promise<string> {
  const http = await localServer((_req, res) => void res.end());
  onTestFinished(() => http[Symbol.asyncDispose]());
  return http.url.replace('http:', protocol);
}

async function oneNodeOfACluster(): Promise<string> {
  const start = async () => server('--cluster-enabled', 'yes', '--cluster-port', String(await freePort()));
  const [one, other] = await Promise.all([start(), start()]);
  await administrate(other.url, 'CLUSTER ADDSLOTSRANGE 0 16383');
  const bus = await createClient({ url: other.url }).connect();
  const myself = await bus.sendCommand<string>(['CLUSTER', 'NODES']);
  bus.destroy();
  await administrate(one.url, `CLUSTER MEET 127.0.0.1 ${other.port} ${/@(\d+)/.exec(myself)?.[1]}`);
  const client = await createClient({ url: one.url }).connect();
  await expect.poll(() => client.sendCommand(['CLUSTER', 'INFO']), { timeout: 20_000 }).toContain('cluster_state:ok');
  client.destroy();
  return one.url;
}

const states: [state: string, url: () => Promise<string>, code: string][] = [
  ['full', async () => (await server('--maxmemory', '1')).url, 'OOM'],
  ['a replica', async () => (await server('--replicaof', '127.0.0.1', String((await server()).port))).url, 'READONLY'],
  ['one node of a cluster', oneNodeOfACluster, 'MOVED'],
  ['in want of replicas', async () => (await server('--min-replicas-to-write', '1')).url, 'NOREPLICAS'],
  ['in want of a password', async () => (await server('--requirepass', 'secret')).url, 'NOAUTH'],
  [
    'given another password',
    async () => `redis://:wrong@127.0.0.1:${(await server('--requirepass', 'secret')).port}`,
    'WRONGPASS',
  ],
  ['given an unknown user', async () => `redis://nobody:x@127.0.0.1:${(await server()).port}`, 'WRONGPASS'],
  ['closed to these keys', () => restricted('~other:*', '+@all'), 'NOPERM'],
  ['closed to writing', () => restricted('~*', '+@all', '-@write'), 'NOPERM'],
  ['closed to lists of sessions', () => restricted('~*', '+@all', '-sadd'), 'NOPERM'],
  ['closed to deleting', () => restricted('~*', '+@all', '-del'), 'NOPERM'],
  ['asked for a database it does not have', async () => `${(await server()).url}/99`, 'wrong_database'],
  ['no Redis, and asked for TLS', () => notRedis('rediss:'), 'redis_not_spoken'],
  ['at a host name nobody knows', async () => 'redis://redis.invalid:6379', 'ENOTFOUND'],
];

describe.skipIf(await isMissing('redis'))('a Redis that is', () => {
  test.each(states)(
    '%s is refused by name, in the check and to each request, and said to be lost once',
    async (_, start, code) => {
      const url = await start();
      const { password } = new URL(url);
      const error = await checkRedis({ url, prefix }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'RedisError', code, lasting: true, message: expect.stringContaining(code) });
      expect(String(error)).not.toContain(password || 'the url itself');

      const heard: string[] = [];
      const backend = new RedisBackend({
        url,
        prefix,
        onChange: (state, cause) => void heard.push(cause?.code ?? state),
      });
      onTestFinished(() => backend.close());
      await expect.poll(() => heard.length).toBeGreaterThan(0);
      for (let time = 0; time < 3; time += 1) {
        await expect(backend.check()).rejects.toMatchObject({ code, lasting: true });
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      expect(heard.filter((each) => each !== 'ready')).toEqual([code]);
    },
  );

  test.each([
    ['gone', async () => `redis://127.0.0.1:${await freePort()}`, 'ECONNREFUSED'],
    ['no Redis', () => notRedis('redis:'), 'connection_lost'],
    ['asked for TLS', async () => (await server()).url.replace('redis:', 'rediss:'), 'connection_lost'],
  ])('%s is waited for', async (_, start, code) => {
    const error = await checkRedis({ url: await start(), prefix }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, lasting: false, message: expect.stringContaining('REDIS_URL') });
  });

  test('right passes the check, which leaves nothing behind and needs no more than it says', async () => {
    const url = await restricted(
      `~${prefix}*`,
      ...'+get +set +del +pttl +pexpire +sadd +srem +smembers +multi +exec +ping'.split(' '),
    );
    await checkRedis({ url, prefix });
    const client = await createClient({ url: url.replace('app:secret@', '') }).connect();
    expect(await client.keys('*')).toEqual([]);
    client.destroy();
  });
});

describe.skipIf(await isMissing('redis'))('an outage', () => {
  test('is said once for each cause, and a new cause is said, too', async () => {
    const { url } = await server();
    const heard: string[] = [];
    const backend = new RedisBackend({
      url,
      prefix,
      onChange: (state, cause) => void heard.push(cause?.code ?? state),
    });
    onTestFinished(() => backend.close());
    const check = () =>
      backend.check().then(
        () => 'ok',
        ({ code }: { code: string }) => code,
      );
    await expect.poll(check).toBe('ok');
    const administrator = await createClient({ url })
      .on('error', () => {})
      .connect();
    await administrator.configSet('maxmemory', '1');
    for (let time = 0; time < 3; time += 1) expect(await check()).toBe('OOM');
    await administrator.configSet('maxmemory', '0');
    expect(await check()).toBe('ok');
    expect(heard).toEqual(['ready', 'OOM', 'ready']);

    // The password changes and every connection is lost: why it cannot come back is another cause.
    await administrator.configSet('requirepass', 'new');
    await administrator.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
    await expect.poll(() => heard).toContain('NOAUTH');
    administrator.destroy();
  });
});

test.skipIf(await isMissing('redis'))('a key that holds something else locks nobody out', async () => {
  const { url } = await server();
  const backend = new RedisBackend({ url, prefix });
  onTestFinished(() => backend.close());
  const administrator = await createClient({ url }).connect();
  await expect.poll(() => backend.check().then(() => 'ok', String)).toBe('ok');
  await administrator.lPush(`${prefix}session:ada`, 'x');
  await administrator.set(`${prefix}sid:sid`, 'x');
  expect(await backend.read('ada')).toBeUndefined();
  await backend.create('ada', 'here', 60_000, 'sid');
  expect(await backend.read('ada')).toMatchObject({ value: 'here' });
  await administrator.set(`${prefix}sid:sid`, 'x');
  await backend.removeBySid('sid');
  administrator.destroy();
});

test.skipIf(await isMissing('redis'))('replies that wait while this process is busy are not silence', async () => {
  const { url } = await server();
  const heard: string[] = [];
  const backend = new RedisBackend({ url, prefix, timeoutMs: 100, onChange: (state) => void heard.push(state) });
  onTestFinished(() => backend.close());
  await expect.poll(() => backend.check().then(() => 'ok', String)).toBe('ok');
  await backend.create('ada', 'x'.repeat(10_000), 60_000, undefined);
  for (let round = 0; round < 5; round += 1) {
    const reads = Array.from({ length: 500 }, () => backend.read('ada'));
    // Several times the time limit.
    const until = performance.now() + 350;
    await new Promise((resolve) => setImmediate(resolve));
    while (performance.now() < until);
    expect((await Promise.allSettled(reads)).filter(({ status }) => status === 'rejected')).toEqual([]);
  }
  expect(heard).toEqual(['ready']);
});
