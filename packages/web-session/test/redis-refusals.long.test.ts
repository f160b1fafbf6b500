import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createClient } from 'redis';
import {
  busPort,
  freePort,
  isMissing,
  localServer,
  type RedisServer,
  startClusterServer,
  startRedisCluster,
  startRedisServer,
} from 'test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkRedis, RedisBackend } from '../src/index.ts';
import { slotOf } from '../src/redis/key-slot.ts';
import { redisError } from '../src/redis/redis-error.ts';

const prefix = 'test:';

async function server(...options: string[]): Promise<RedisServer> {
  const redis = await startRedisServer(...options);
  onTestFinished(() => redis[Symbol.asyncDispose]());
  return redis;
}

async function clusterServer(): Promise<RedisServer> {
  const redis = await startClusterServer();
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

/** A server that says this to everything. */
async function saying(reply: string): Promise<string> {
  const line = `-${reply}\r\n`;
  const peer = createServer((socket) => {
    socket.on('error', () => {}).on('data', () => socket.end(line));
  });
  await new Promise<void>((resolve) => void peer.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void peer.close());
  const address = peer.address();
  return `redis://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

async function crowded(): Promise<string> {
  const { url, port } = await server('--maxclients', '1');
  const other = connect(port, '127.0.0.1');
  other.write('PING\r\n');
  await once(other, 'data');
  onTestFinished(() => void other.destroy());
  return url;
}

async function busy(): Promise<string> {
  const { url, port } = await server('--busy-reply-threshold', '50');
  const other = connect(port, '127.0.0.1');
  other.write('EVAL "while true do end" 0\r\n');
  onTestFinished(() => void other.destroy());
  return url;
}

const states: [state: string, url: () => Promise<string>, code: string][] = [
  ['full', async () => (await server('--maxmemory', '1')).url, 'OOM'],
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
  ['without a command', async () => (await server('--rename-command', 'SET', '')).url, 'command_missing'],
  ['in protected mode', () => saying('DENIED Redis is running in protected mode'), 'DENIED'],
  ['no Redis, and asked for TLS', () => notRedis('rediss:'), 'redis_not_spoken'],
  ['at a host name nobody knows', async () => 'redis://redis.invalid:6379', 'ENOTFOUND'],
];

async function replicaAlone(): Promise<RedisServer> {
  return server('--replicaof', '127.0.0.1', `${await freePort()}`, '--replica-serve-stale-data', 'no');
}

/** It takes its time with what it had saved. */
async function loading(): Promise<RedisServer> {
  const redis = await server('--enable-debug-command', 'yes', '--loading-process-events-interval-bytes', '1024');
  await redis.command('DEBUG', 'POPULATE', '1000', 'key', '100');
  await redis.command('SAVE');
  await redis.kill();
  await redis.restart('--key-load-delay', '20000');
  return redis;
}

/** A server that has all slots, and another one that has none. */
async function pair(): Promise<{
  one: RedisServer;
  other: RedisServer;
  idOf: (server: RedisServer) => Promise<string>;
}> {
  const cluster = await startRedisCluster({
    masters: 1,
    replicas: 0,
    options: ['--cluster-require-full-coverage', 'no', '--cluster-allow-replica-migration', 'no'],
  });
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  const [one] = cluster.servers;
  const other = await clusterServer();
  await one.command('CLUSTER', 'MEET', '127.0.0.1', `${other.port}`, `${busPort(other.port)}`);
  await expect.poll(() => other.command('CLUSTER', 'INFO'), { timeout: 20_000 }).toContain('cluster_state:ok');
  return { one, other, idOf: (server) => server.command('CLUSTER', 'MYID') };
}

/** Says of every slot at `server` what `words` say. */
async function setSlots({ url }: RedisServer, ...words: string[]): Promise<void> {
  const client = await createClient({ url }).connect();
  const set = (_: unknown, slot: number) => client.sendCommand(['CLUSTER', 'SETSLOT', `${slot}`, ...words]);
  await Promise.all(Array.from({ length: 16_384 }, set));
  client.destroy();
}

async function withHole(): Promise<string> {
  const { one } = await pair();
  await one.command('CLUSTER', 'DELSLOTS', '0');
  return one.url;
}

async function halfMoved(): Promise<string> {
  const { one, other, idOf } = await pair();
  await setSlots(one, 'MIGRATING', await idOf(other));
  return one.url;
}

const passingStates: [state: string, url: () => Promise<string>, code: string][] = [
  ['a replica', async () => (await server('--replicaof', '127.0.0.1', String((await server()).port))).url, 'READONLY'],
  ['in want of replicas', async () => (await server('--min-replicas-to-write', '1')).url, 'NOREPLICAS'],
  ['loading', async () => (await loading()).url, 'LOADING'],
  ['busy with a script', busy, 'BUSY'],
  ['full of clients', crowded, 'too_many_clients'],
  ['saying what no list knows', () => saying('NEWWORD for a reason of its own'), 'NEWWORD'],
  ['a replica without its primary', async () => (await replicaAlone()).url, 'MASTERDOWN'],
  ['a server without slots', async () => (await clusterServer()).url, 'CLUSTERDOWN'],
  ['a cluster in which a slot has no server', withHole, 'CLUSTERDOWN'],
  ['a cluster whose slots were left half moved', halfMoved, 'ASK'],
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

  test.each(passingStates)('%s is said to be so, as what may pass', async (_, start, code) => {
    const url = await start();
    const expected = {
      name: 'RedisError',
      kind: 'unable',
      code,
      lasting: false,
      message: expect.stringContaining(code),
    };
    await expect(checkRedis({ url, prefix, timeoutMs: 10_000 })).rejects.toMatchObject(expected);
    const backend = new RedisBackend({ url, prefix });
    onTestFinished(() => backend.close());
    await expect
      .poll(() => backend.check().catch((error: unknown) => error), { timeout: 10_000 })
      .toMatchObject(expected);
  });

  test('in between is named as it says itself', async () => {
    const { one, other, idOf } = await pair();
    const reply = (server: RedisServer, ...words: string[]) => server.command(...words).catch(redisError);
    expect(await reply(other, 'GET', '{x}1')).toMatchObject({ code: 'MOVED', lasting: false });
    await one.command('SET', '{x}1', 'here');
    await one.command('CLUSTER', 'SETSLOT', `${slotOf('x')}`, 'MIGRATING', await idOf(other));
    expect(await reply(one, 'GET', '{x}2')).toMatchObject({ code: 'ASK', lasting: false });
    expect(await reply(one, 'MGET', '{x}1', '{x}2')).toMatchObject({ code: 'TRYAGAIN', lasting: false });
  });

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

  test('names a password that was changed while Redis was away, besides the loss itself', async () => {
    const redis = await server('--requirepass', 'old');
    const heard: string[] = [];
    const backend = new RedisBackend({
      url: `redis://:old@127.0.0.1:${redis.port}`,
      prefix,
      onChange: (state, cause) => void heard.push(cause?.code ?? state),
    });
    onTestFinished(() => backend.close());
    await expect.poll(() => heard).toEqual(['ready']);
    await redis.kill();
    await expect.poll(() => heard.length).toBeGreaterThan(1);
    await redis.restart('--requirepass', 'new');
    await expect.poll(() => heard, { timeout: 10_000 }).toContain('WRONGPASS');
    expect(new Set(heard).size).toBe(heard.length);
    await expect(backend.read('ada')).rejects.toMatchObject({ code: 'WRONGPASS' });
  });
});

test.skipIf(await isMissing('redis'))('a key that holds something else locks nobody out', async () => {
  const { url } = await server();
  const heard: string[] = [];
  const onChange = (state: string, cause?: { code: string }): void => void heard.push(cause?.code ?? state);
  const backend = new RedisBackend({ url, prefix, onChange });
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
  // A broken key of one user is not an outage for all.
  expect(heard).toEqual(['ready']);
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
