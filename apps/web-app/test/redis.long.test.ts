import { type Emulator, startEmulator } from 'ciam-emulator';
import { createClient } from 'redis';
import { freePort, HttpBrowser, isMissing, type Program, startProgram } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BalancedApp, startBalancedApp } from './balanced-app.ts';
import { signIn, startSignIn } from './user.ts';

describe.skipIf(await isMissing('redis'))('two instances on one Redis', () => {
  let redisPort: number;
  let redis: Program;
  let tenant: Emulator;
  let app: BalancedApp;

  beforeAll(async () => {
    redisPort = await freePort();
    redis = await startRedis(redisPort);
    tenant = await startEmulator();
    app = await startBalancedApp(tenant.authority, 2, { REDIS_URL: `redis://127.0.0.1:${redisPort}` });
  });
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await tenant.close();
    await redis[Symbol.asyncDispose]();
  });

  test('either is killed at any step, and the user still gets in', async () => {
    const steps: ((browser: HttpBrowser) => Promise<unknown>)[] = [
      (browser) => startSignIn(browser, app, '/users/id'),
      (browser) => browser.submit(),
      (browser) => browser.submit(),
      (browser) => browser.open(`${app.origin}/users/id`),
    ];
    for (let killedAfter = 0; killedAfter < steps.length; killedAfter += 1) {
      const browser = new HttpBrowser();
      for (const [index, step] of steps.entries()) {
        await step(browser);
        if (index === killedAfter) await app.kill(killedAfter % 2);
      }
      expect(browser.heading).toBe('ID token claims');
      await app.revive(killedAfter % 2);
    }
  });

  test('a front-channel logout ends the session on both, and no other session', async () => {
    const [leaving, staying] = [
      await signIn(new HttpBrowser(), app, '/users/id'),
      await signIn(new HttpBrowser(), app),
    ];
    const sid = /<dt>.*>sid<\/a><\/dt>\s*<dd class="value">([^<]+)/.exec(leaving.html)?.[1] ?? '';
    const logout = (query: Record<string, string>): Promise<Response> =>
      fetch(`${app.origin}/auth/frontchannel-logout?${new URLSearchParams(query).toString()}`);
    for (const query of [
      {},
      { sid },
      { sid, iss: 'https://evil.example' },
      { sid: 'a'.repeat(200), iss: tenant.issuer },
    ]) {
      expect((await logout(query)).status).toBe(400);
    }
    expect((await leaving.open(`${app.origin}/`)).heading).toBe('Hi Ada Lovelace!');

    const response = await logout({ sid, iss: tenant.issuer });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; frame-ancestors ${tenant.origin}`,
    );
    expect(response.headers.has('x-frame-options')).toBe(false);
    for (let time = 0; time < 2; time += 1) {
      expect((await leaving.open(`${app.origin}/`)).heading).toBe('Welcome');
      expect((await staying.open(`${app.origin}/`)).heading).toBe('Hi Ada Lovelace!');
    }
  });

  test('Redis is full: who is signed in stays so, and /readyz says that nobody else gets in', async () => {
    const user = await signIn(new HttpBrowser(), app);
    const client = await createClient({ url: `redis://127.0.0.1:${redisPort}` }).connect();
    const ready = async (): Promise<number> => (await fetch(`${app.origin}/readyz`)).status;
    await client.configSet('maxmemory', '1');
    await expect.poll(ready).toBe(503);
    expect((await user.open(`${app.origin}/users/id`)).heading).toBe('ID token claims');
    expect((await signIn(new HttpBrowser(), app)).status).toBe(503);
    await client.configSet('maxmemory', '0');
    await expect.poll(ready).toBe(200);
    await client.close();
  });

  test.each(['killed', 'frozen'])(
    'Redis is %s: 503 at once, nothing crashes, and service is back within 5 s',
    async (how) => {
      const user = await signIn(new HttpBrowser(), app);
      const halfWay = await startSignIn(new HttpBrowser(), app);
      redis.child.kill(how === 'killed' ? 'SIGKILL' : 'SIGSTOP');

      const open = async (): Promise<number> => {
        const begun = performance.now();
        const responses = await Promise.all(
          Array.from({ length: 8 }, () => fetch(`${app.origin}/users/id`, { headers: { cookie: cookie(user, app) } })),
        );
        for (const response of responses) {
          expect(response.status).toBe(503);
          expect(response.headers.get('retry-after')).toBe('5');
          expect(await response.text()).toContain('We cannot look up your sign-in right now');
        }
        return performance.now() - begun;
      };
      for (let time = 0; time < 4; time += 1) expect(await open()).toBeLessThan(2000);
      await halfWay.submit();
      expect((await halfWay.submit()).status).toBe(503);
      const ready = await fetch(`${app.origin}/readyz`);
      expect([ready.status, await ready.json()]).toMatchObject([503, { checks: { tenant: 'ok' } }]);
      expect((await fetch(`${app.origin}/healthz`)).status).toBe(200);
      expect((await fetch(app.origin)).status).toBe(200);
      const messages = app
        .logged()
        .trim()
        .split('\n')
        .map((line) => String(JSON.parse(line).msg));
      expect(messages.filter((message) => message.includes('\n'))).toEqual([]);

      if (how === 'killed') redis = await startRedis(redisPort);
      else redis.child.kill('SIGCONT');
      const back = performance.now();
      const statuses = async (): Promise<number[]> => [
        (await fetch(`${app.origin}/readyz`)).status,
        (await fetch(`${app.origin}/readyz`)).status,
      ];
      while ((await statuses()).some((status) => status !== 200)) {
        if (performance.now() - back > 5000) throw new Error('Not back within 5 s');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await user.open(`${app.origin}/`);
      expect(user.heading).toBe(how === 'killed' ? 'Welcome' : 'Hi Ada Lovelace!');
      expect((await signIn(new HttpBrowser(), app, '/users/id')).heading).toBe('ID token claims');
      for (const { program } of app.instances) expect(program.child.exitCode).toBeNull();
    },
  );
});

const cookie = (browser: HttpBrowser, { origin }: { origin: string }): string =>
  [...browser.cookiesOf(origin)].map((pair) => pair.join('=')).join('; ');

async function startRedis(port: number): Promise<Program> {
  const program = startProgram('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '']);
  await program.printed(/Ready to accept connections/);
  return program;
}
