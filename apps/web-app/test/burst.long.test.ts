import { Agent, get } from 'node:http';
import { startEmulator } from 'ciam-emulator';
import { HttpBrowser, isMissing, startRedisServer } from 'test-support';
import { expect, test } from 'vitest';
import { startBalancedApp } from './balanced-app.ts';
import { signIn } from './user.ts';

const requests = 3_000;
const connections = 500;

/** Replies of Redis that wait in the socket while the app is busy do not mean an outage. */
test.skipIf(await isMissing('redis'))(`${requests} requests of a user at once on Redis are all served`, async () => {
  await using redis = await startRedisServer();
  const tenant = await startEmulator();
  await using app = await startBalancedApp(tenant.authority, 1, { REDIS_URL: redis.url });
  const browser = await signIn(new HttpBrowser(), app, '/users/id');
  const cookie = [...browser.cookiesOf(app.origin)].map(([name, value]) => `${name}=${value}`).join('; ');
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const url = `http://127.0.0.1:${app.instances[0]?.port}/users/id`;
  const status = (): Promise<string> =>
    new Promise((resolve) => {
      get(url, { agent, headers: { cookie } }, (response) => {
        response.resume().once('end', () => resolve(String(response.statusCode)));
      }).on('error', (error) => resolve(error.message));
    });
  const counts: Record<string, number> = {};
  for (const each of await Promise.all(Array.from({ length: requests }, status))) {
    counts[each] = (counts[each] ?? 0) + 1;
  }
  agent.destroy();
  expect(counts).toEqual({ 200: requests });
  expect(app.logged()).not.toContain('cannot use Redis');
  await tenant.close();
});
