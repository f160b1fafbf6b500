import express from 'express';
import { localServer } from 'test-support';
import { expect, test } from 'vitest';
import { createSessions, frontChannelLogout, MemoryBackend } from '../src/index.ts';

const issuer = 'https://tenant.ciamlogin.com/tenant/v2.0';
const pages = ['https://contoso.ciamlogin.com/', issuer];
const longest = 's'.repeat(128);

/** The sessions of two users, and a server that ends them as told. */
async function serve() {
  const backend = new MemoryBackend();
  const lifetime = { idleMs: 60_000, absoluteMs: 60_000 };
  const sessions = createSessions({ origin: 'https://app.example', secrets: ['x'.repeat(32)], lifetime, backend });
  await backend.create('ada', '{}', 60_000, longest);
  await backend.create('grace', '{}', 60_000, 'another');
  const app = express();
  app.use((_req, res, next) => {
    res.set('X-Frame-Options', 'DENY');
    next();
  });
  app.get(
    '/logout',
    frontChannelLogout(sessions, async () => ({ issuer, pages })),
  );
  const server = await localServer(app);
  return {
    get: (query: string) => fetch(new URL(`/logout?${query}`, server.url)),
    signedIn: async () => [(await backend.read('ada')) && 'ada', (await backend.read('grace')) && 'grace'],
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await sessions.close();
    },
  };
}

const query = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

test("ends this session ID's sessions, in an iframe of the service alone", async () => {
  await using it = await serve();
  const response = await it.get(query({ sid: longest, iss: issuer }));
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('Signed out.');
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.has('x-frame-options')).toBe(false);
  expect(response.headers.get('content-security-policy')).toBe(
    "default-src 'none'; frame-ancestors https://contoso.ciamlogin.com https://tenant.ciamlogin.com",
  );
  expect(await it.signedIn()).toEqual([undefined, 'grace']);
});

test.each([
  ['nothing', ''],
  ['no issuer', query({ sid: longest })],
  ['another issuer', query({ sid: longest, iss: 'https://fabrikam.ciamlogin.com/tenant/v2.0' })],
  ['no session ID', query({ iss: issuer })],
  ['an empty one', query({ sid: '', iss: issuer })],
  ['one that is too long', query({ sid: `${longest}s`, iss: issuer })],
  ['two', `${query({ sid: longest, iss: issuer })}&sid=another`],
])('a request with %s ends nothing', async (_, asked) => {
  await using it = await serve();
  const response = await it.get(asked);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain("Only the tenant's sign-out page");
  expect(response.headers.has('x-frame-options')).toBe(false);
  expect(await it.signedIn()).toEqual(['ada', 'grace']);
});
