import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { freePort, isMissing, startProgram } from 'test-support';
import { describe, expect, test } from 'vitest';
import { RedisBackend } from '../src/index.ts';

async function startRedis(...args: string[]) {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...args];
  const program = startProgram('redis-server', options);
  await program.printed(/Ready to accept connections/);
  const url = `redis://127.0.0.1:${port}`;
  const administrator = await createClient({ url }).connect();
  return {
    url,
    administrator,
    async [Symbol.asyncDispose]() {
      administrator.destroy();
      await program[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

async function connect(url: string): Promise<RedisBackend & AsyncDisposable> {
  const backend = new RedisBackend({ url, prefix: 'test:' });
  await expect.poll(() => backend.check().then(() => 'ok', String)).toBe('ok');
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
    await expect(backend.check()).rejects.toThrow('READONLY');
    await expect.poll(connections).toBeGreaterThan(before);
    await redis.administrator.sendCommand(['REPLICAOF', 'NO', 'ONE']);
    await expect.poll(() => backend.check().then(() => 'ok', String)).toBe('ok');
  });
});
