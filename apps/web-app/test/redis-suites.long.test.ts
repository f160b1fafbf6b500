import { join } from 'node:path';
import { isMissing, runProgram, startRedisCluster, startRedisSentinel } from 'test-support';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

describe.skipIf(await isMissing('redis'))('every test of the web app passes with sessions', () => {
  // Servers that the machine keeps waiting are not gone.
  test.each([
    ['in a cluster', () => startRedisCluster({ nodeTimeoutMs: 5000 })],
    ['behind Sentinels', () => startRedisSentinel({ downAfterMs: 5000 })],
  ])('%s', async (where, start) => {
    await using redis = await start();
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', '--project', 'integration', '--project', 'e2e', 'apps/web-app/test'];
    const { HOME = '', CI = '' } = process.env;
    const { code, stdout, stderr } = await runProgram('node', args, {
      cwd: root,
      env: { HOME, CI, NO_COLOR: '1', TEST_REDIS_URL: redis.url },
    });
    process.stdout.write(`Sessions ${where}:${/\n *Tests .*/.exec(stdout)?.[0] ?? ' no test ran.'}\n`);
    expect(code === 0 ? 'passed' : stdout + stderr).toBe('passed');
  });
});
