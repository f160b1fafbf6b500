import { startEmulator } from 'ciam-emulator';
import { HttpBrowser, isMissing, localServer, startRedisServer } from 'test-support';
import { expect, onTestFinished, test } from 'vitest';
import { startBalancedApp } from '../balanced-app.ts';
import { signIn } from '../user.ts';
import { cook, expectOwnTestsToPass } from './cook.ts';

const identity = '00aa00aa-0000-4000-8000-000000000001';
/** MSAL gets a new token five minutes before the old one ends, so this one is renewed when the app next wants it. */
const lifetimeSeconds = 5 * 60 + 2;

test.skipIf((await isMissing('git')) || (await isMissing('redis')))(
  'the web app signs in to Redis with tokens, and keeps its sessions when they change',
  async () => {
    await using redis = await startRedisServer();
    let tokens = 0;
    const requested: string[] = [];
    const issue = async (): Promise<object> => {
      tokens += 1;
      const token = `token-${tokens}`;
      await redis.command('ACL', 'SETUSER', identity, 'reset', 'on', `>${token}`, '~web-app:*', '+@all');
      const expiresOn = Math.floor(Date.now() / 1000) + lifetimeSeconds;
      return { access_token: token, expires_on: `${expiresOn}`, token_type: 'Bearer' };
    };
    // As App Service has it: https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
    await using endpoint = await localServer((request, response) => {
      requested.push(`${String(request.headers['x-identity-header'])} ${request.url}`);
      response.setHeader('content-type', 'application/json');
      void issue().then((token) => response.end(JSON.stringify(token)));
    });
    await redis.command('ACL', 'SETUSER', 'default', 'resetpass', '>for-the-test');
    const tenant = await startEmulator();
    onTestFinished(() => tenant.close());
    await using app = await startBalancedApp(
      tenant.authority,
      1,
      {
        REDIS_URL: redis.url.replace('//', `//${identity}@`),
        IDENTITY_ENDPOINT: `${endpoint.url}msi/token`,
        IDENTITY_HEADER: 'of-this-machine',
      },
      await cook('redis-identity'),
    );
    const browser = await signIn(new HttpBrowser(), app, '/users/id');
    expect(browser.heading).toBe('ID token claims');
    expect(requested[0]).toContain('of-this-machine /msi/token?');
    expect(requested[0]).toContain(`resource=${encodeURIComponent('https://redis.azure.com')}`);

    const users = async (): Promise<string[]> => {
      const list = await redis.command('CLIENT', 'LIST');
      return [...list.matchAll(/^id=(\d+) .*user=00aa00aa/gm)].map(([, id = '']) => id);
    };
    const before = await users();
    const issued = tokens;
    await expect.poll(() => tokens, { timeout: 60_000 }).toBeGreaterThan(issued);
    await expect.poll(users, { timeout: 30_000 }).not.toEqual(before);
    await redis.command('CLIENT', 'KILL', 'USER', identity);
    const heading = async (): Promise<string> => (await browser.open(`${app.origin}/users/id`)).heading;
    await expect.poll(heading, { timeout: 30_000 }).toBe('ID token claims');
  },
);

test.skipIf(await isMissing('git'))("the app's own tests pass", async () => {
  await expectOwnTestsToPass(await cook('redis-identity'));
});
