import { type Emulator, startEmulator } from 'ciam-emulator';
import { HttpBrowser, isMissing, startRedisCluster, startRedisSentinel } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBalancedApp } from './balanced-app.ts';
import { signIn } from './user.ts';

/** After so long the servers of a cluster, or Sentinels, count another one as gone. */
const nodeTimeoutMs = 2000;
const users = 12;

async function startCluster() {
  const cluster = await startRedisCluster({ nodeTimeoutMs });
  return { redis: cluster, kill: async () => cluster.shards[1]?.master.kill() };
}

async function startSentinels() {
  const redis = await startRedisSentinel({ downAfterMs: nodeTimeoutMs });
  return { redis, kill: () => redis.primary.kill() };
}

interface Refusal {
  status: number;
  retryAfter: string | null;
  /** Milliseconds since the server was killed. */
  endedAt: number;
}

describe.skipIf(await isMissing('redis'))('two instances, while a Redis server is killed', () => {
  let tenant: Emulator;
  beforeAll(async () => {
    tenant = await startEmulator();
  });
  afterAll(() => tenant.close());

  test.each([
    ['in a cluster', startCluster],
    ['with Sentinels', startSentinels],
  ])('%s, respond with 503 and Retry-After for a while, and know every user afterwards', async (where, start) => {
    const { redis, kill } = await start();
    await using _ = redis;
    await using app = await startBalancedApp(tenant.authority, 2, { REDIS_URL: redis.url });
    const ready = async (): Promise<number> => (await fetch(`${app.origin}/readyz`)).status;
    await expect.poll(ready, { timeout: 30_000 }).toBe(200);
    const signedIn = await Promise.all(
      Array.from({ length: users }, () => signIn(new HttpBrowser(), app, '/users/id')),
    );
    expect(signedIn.map(({ heading }) => heading)).toEqual(signedIn.map(() => 'ID token claims'));
    const sessionOf = (browser: HttpBrowser) =>
      [...browser.cookiesOf(app.origin)].find(([name]) => name.startsWith('session'));
    const before = signedIn.map(sessionOf);
    expect(before).not.toContain(undefined);

    await kill();
    const killedAt = performance.now();
    const refusals: Refusal[] = [];
    let responses = 0;
    const note = ({ status, headers }: HttpBrowser): void => {
      responses += 1;
      const retryAfter = headers.get('retry-after');
      if (status !== 200) refusals.push({ status, retryAfter, endedAt: performance.now() - killedAt });
    };
    const isOver = (): boolean => performance.now() - killedAt > nodeTimeoutMs + 8000;
    const look = async (browser: HttpBrowser): Promise<void> => {
      while (!isOver()) {
        await browser.open(`${app.origin}/users/id`);
        note(browser);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    const begin = async (): Promise<void> => {
      while (!isOver()) note(await signIn(new HttpBrowser(), app, '/users/id'));
    };
    await Promise.all([...signedIn.map(look), begin()]);

    const last = Math.max(...refusals.map(({ endedAt }) => endedAt));
    process.stdout.write(
      `${where}: ${responses} responses, ${refusals.length} refusals, the last after ${Math.round(last)} ms\n`,
    );
    expect(refusals.length).toBeGreaterThan(0);
    expect([...new Set(refusals.map(({ status, retryAfter }) => `${status} ${retryAfter}`))]).toEqual(['503 5']);
    expect(last).toBeLessThan(nodeTimeoutMs + 5000);
    for (const browser of signedIn) {
      await browser.open(`${app.origin}/users/id`);
      expect([browser.status, browser.heading]).toEqual([200, 'ID token claims']);
    }
    expect(signedIn.map(sessionOf)).toEqual(before);
    expect((await signIn(new HttpBrowser(), app, '/users/id')).heading).toBe('ID token claims');
  });
});
