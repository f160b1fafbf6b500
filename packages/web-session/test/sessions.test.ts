import { randomUUID } from 'node:crypto';
import express from 'express';
import { createClient } from 'redis';
import { HttpBrowser, isMissing, localServer } from 'test-support';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { createSessions, MemoryBackend, RedisBackend, type SessionBackend, type Sessions } from '../src/index.ts';

const url = 'redis://127.0.0.1:6379';
const prefix = `test:${randomUUID()}:`;
const backends: [string, () => SessionBackend][] = [['memory', () => new MemoryBackend()]];
if (!(await isMissing('redis'))) backends.push(['Redis', () => new RedisBackend({ url, prefix })]);

afterAll(async () => {
  if (backends.length === 1) return;
  const client = await createClient({ url }).connect();
  for await (const keys of client.scanIterator({ MATCH: `${prefix}*` })) if (keys.length > 0) await client.del(keys);
  await client.close();
});
afterEach(() => void vi.useRealTimers());

const minute = 60_000;
const claims = { sub: 'ada', sid: randomUUID() };

/** A server whose paths do what their name says. */
async function serve(sessions: Sessions) {
  const app = express();
  app.use(sessions.middleware);
  app.get('/in', async (req, res) => {
    await sessions.start(req, claims);
    res.send('in');
  });
  app.get('/out', async (req, res) => {
    await sessions.end(req, res);
    res.send('out');
  });
  app.get('/who', (req, res) => {
    res.send(req.session.user?.claims['sub'] ?? 'nobody');
  });
  app.get('/slow-change', async (req, res) => {
    Object.assign(req.session, { basket: [randomUUID()] });
    await new Promise((resolve) => void app.once('go-on', resolve));
    res.send('changed');
  });
  app.use((error: Error, _req: express.Request, res: express.Response, _next: express.NextFunction) => {
    res.status(503).send(error.name);
  });
  return { app, server: await localServer(app) };
}

describe.each(backends)('%s', (_, createBackend) => {
  async function start(lifetime = { idleMs: 60 * minute, absoluteMs: 24 * 60 * minute }) {
    const backend = createBackend();
    const sessions = createSessions({ origin: 'http://localhost:3000', secrets: ['x'.repeat(32)], lifetime, backend });
    await expect.poll(() => sessions.check().then(() => 'ok', String)).toBe('ok');
    const { app, server } = await serve(sessions);
    const browser = new HttpBrowser();
    const visit = async (path: string, visitor = browser): Promise<string> =>
      (await visitor.open(new URL(path, server.url).href)).html;
    return {
      app,
      backend,
      sessions,
      browser,
      visit,
      get id() {
        return /s%3A([\w-]+)\./.exec([...browser.cookiesOf(server.url).values()].join(''))?.[1] ?? '';
      },
      async [Symbol.asyncDispose]() {
        await server[Symbol.asyncDispose]();
        await sessions.close();
      },
    };
  }

  test('in, here, out', async () => {
    await using it = await start();
    expect(await it.visit('/who')).toBe('nobody');
    expect(it.browser.headers.has('set-cookie')).toBe(false);
    await it.visit('/in');
    expect(it.browser.headers.get('set-cookie')).toMatch(/^session-3000=s%3A[^;]+; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(await it.visit('/who')).toBe('ada');
    expect(it.browser.headers.has('set-cookie')).toBe(false);
    const { id } = it;
    await it.visit('/out');
    expect(it.browser.headers.get('set-cookie')).toMatch(/^session-3000=; Path=\/; Expires=Thu, 01 Jan 1970/);
    expect(await it.visit('/who')).toBe('nobody');
    expect(await it.backend.read(id)).toBeUndefined();
  });

  test('a change under way cannot bring back a session that has ended', async () => {
    await using it = await start();
    await it.visit('/in');
    const change = it.visit('/slow-change');
    await new Promise((resolve) => setTimeout(resolve, 100));
    await it.sessions.endBySid(claims.sid);
    it.app.emit('go-on');
    expect(await change).toBe('changed');
    expect(await it.visit('/who')).toBe('nobody');
  });

  test('reading prolongs it, at most once a minute, and never beyond its absolute end', async () => {
    await using it = await start({ idleMs: 10 * minute, absoluteMs: 12 * minute });
    await it.visit('/in');
    const remaining = async (): Promise<number> => (await it.backend.read(it.id))?.remainingMs ?? 0;
    await it.backend.prolong(it.id, 9.5 * minute, claims.sid);
    await it.visit('/who');
    expect(await remaining()).toBeLessThanOrEqual(9.5 * minute);
    await it.backend.prolong(it.id, 5 * minute, claims.sid);
    await it.visit('/who');
    expect(await remaining()).toBeGreaterThan(9.9 * minute);

    await it.backend.prolong(it.id, 30 * minute, claims.sid);
    vi.useFakeTimers({ now: Date.now() + 11 * minute, toFake: ['Date'] });
    expect(await it.visit('/who')).toBe('ada');
    vi.setSystemTime(Date.now() + 1.1 * minute);
    expect(await it.visit('/who')).toBe('nobody');
    expect(await it.backend.read(it.id)).toBeUndefined();
  });

  test('with an idle time of one minute it lives on while it is used', async () => {
    await using it = await start({ idleMs: minute, absoluteMs: 12 * minute });
    await it.visit('/in');
    await it.backend.prolong(it.id, 0.8 * minute, claims.sid);
    await it.visit('/who');
    expect((await it.backend.read(it.id))?.remainingMs).toBeGreaterThan(0.9 * minute);
  });

  test('an older session that is used near its end does not hide a newer one from the front-channel logout', async () => {
    await using it = await start();
    await it.visit('/in');
    const newer = new HttpBrowser();
    await it.visit('/in', newer);
    await it.backend.prolong(it.id, 20, claims.sid);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await it.sessions.endBySid(claims.sid);
    expect(await it.visit('/who', newer)).toBe('nobody');
  });

  test('what is not a session counts as none', async () => {
    await using it = await start();
    for (const value of [
      '',
      'no JSON',
      'null',
      '[]',
      '7',
      '{"user":{}}',
      '{"user":null}',
      '{"user":{"signedInAt":"x","claims":{}}}',
      '{"user":{"signedInAt":1,"claims":null}}',
      '{"user":{"signedInAt":1,"claims":[]}}',
    ]) {
      await it.visit('/in');
      await it.backend.replace(it.id, value, minute);
      expect(await it.visit('/who')).toBe('nobody');
    }
  });

  test('a front-channel logout ends what is listed under its sid, and nothing else', async () => {
    await using it = await start();
    await it.visit('/in');
    const other = new HttpBrowser();
    await it.visit('/in', other);
    await it.sessions.endBySid('another sid');
    expect(await it.visit('/who')).toBe('ada');
    await it.sessions.endBySid(claims.sid);
    expect([await it.visit('/who'), await it.visit('/who', other)]).toEqual(['nobody', 'nobody']);
  });

  test('a cookie that was changed, or signed by a secret that is gone, is nobody’s', async () => {
    await using it = await start();
    await it.visit('/in');
    const cookies = it.browser.cookiesOf('http://127.0.0.1');
    const [[name = '', value = ''] = []] = cookies;
    for (const changed of [`${value}x`, value.replace('s%3A', 's%3Ax'), value.replace(/\..*/, ''), 'x', '']) {
      cookies.set(name, changed);
      expect(await it.visit('/who')).toBe('nobody');
    }
  });
});

describe('a store that cannot write', () => {
  /** Memory whose methods can be made to fail. */
  class FullBackend extends MemoryBackend {
    failing: 'create' | 'prolong' | undefined;
    override async create(...args: Parameters<MemoryBackend['create']>): Promise<void> {
      if (this.failing === 'create') throw new Error('OOM');
      await super.create(...args);
    }
    override async prolong(...args: Parameters<MemoryBackend['prolong']>): Promise<void> {
      if (this.failing === 'prolong') throw new Error('OOM');
      await super.prolong(...args);
    }
  }

  async function start() {
    const backend = new FullBackend();
    const lifetime = { idleMs: 60 * minute, absoluteMs: 24 * 60 * minute };
    const sessions = createSessions({ origin: 'http://localhost:3000', secrets: ['x'.repeat(32)], lifetime, backend });
    const { app, server } = await serve(sessions);
    const browser = new HttpBrowser();
    const visit = async (path: string): Promise<string> => (await browser.open(new URL(path, server.url).href)).html;
    return { app, backend, browser, sessions, visit, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  }

  test('lets those who are signed in go on', async () => {
    await using it = await start();
    await it.visit('/in');
    it.backend.failing = 'prolong';
    vi.useFakeTimers({ now: Date.now() + 30 * minute, toFake: ['Date'] });
    expect(await it.visit('/who')).toBe('ada');
  });

  test('signs nobody in, and a second attempt stores what the first could not', async () => {
    await using it = await start();
    it.app.get('/in-again', async (req, res) => {
      it.backend.failing = 'create';
      await it.sessions.start(req, claims).catch(() => {});
      it.backend.failing = undefined;
      req.session.save((error) => void res.send(error ? 'failed' : 'saved'));
    });
    it.backend.failing = 'create';
    expect(await it.visit('/in')).toBe('SessionStoreError');
    expect(await it.visit('/who')).toBe('nobody');
    expect(await it.visit('/in-again')).toBe('saved');
    expect(await it.visit('/who')).toBe('ada');
  });
});

test('on https the cookie is __Host- and Secure', async () => {
  const sessions = createSessions({
    origin: 'https://app.example',
    secrets: ['x'.repeat(32)],
    lifetime: { idleMs: minute, absoluteMs: minute },
    backend: new MemoryBackend(),
  });
  const { app, server } = await serve(sessions);
  app.set('trust proxy', true);
  const { headers } = await fetch(`${server.url}in`, { headers: { 'x-forwarded-proto': 'https' } });
  expect(headers.get('set-cookie')).toMatch(/^__Host-session=s%3A[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  await server[Symbol.asyncDispose]();
});
