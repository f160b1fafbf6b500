import type { Request } from 'express';
import { afterEach, expect, test, vi } from 'vitest';
import { CookieJar, requestWith, responseTo } from '../../test/request.ts';
import type { TransactionError } from '../errors.ts';
import { Transactions } from './transactions.ts';

const origin = 'https://app.example';
const secrets = ['a secret that is long enough for anyone'];
const content = { codeVerifier: 'v'.repeat(43), returnTo: '/users/id', correlationId: crypto.randomUUID() };

afterEach(() => void vi.useRealTimers());

function browser(transactions: Transactions) {
  const jar = new CookieJar();
  const request = (): Request => secure(requestWith({ cookie: jar.header }));
  return {
    jar,
    request,
    async begin(returnTo = content.returnTo) {
      const req = request();
      const res = responseTo(req);
      const transaction = await transactions.begin(req, res, { ...content, returnTo });
      const lines = [res.getHeader('set-cookie') ?? []].flat().map(String);
      jar.take(lines);
      return { ...transaction, lines };
    },
    async finish(state: unknown) {
      const req = request();
      const res = responseTo(req);
      try {
        return await transactions.finish(req, res, state);
      } finally {
        jar.take([res.getHeader('set-cookie') ?? []].flat().map(String));
      }
    },
  };
}

/** Makes a request look as if it had arrived over TLS. */
function secure(req: Request): Request {
  return Object.defineProperty(req, 'secure', { value: true });
}

const code = (error: unknown): string => (error as TransactionError).code;

test('a sign-in can be finished once', async () => {
  const visitor = browser(new Transactions({ origin, secrets }));
  const { state, nonce, lines } = await visitor.begin();
  expect(lines).toEqual([
    expect.stringMatching(/^__Host-signin\..*; Max-Age=3600; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/),
  ]);
  expect(lines[0]).not.toContain('users');
  expect(await visitor.finish(state)).toMatchObject({ ...content, state, nonce });
  expect(visitor.jar.cookies.size).toBe(0);
  await expect(visitor.finish(state).catch(code)).resolves.toBe('transaction_unknown');
});

test('on http the cookie is for this port only, and not Secure', async () => {
  const visitor = browser(new Transactions({ origin: 'http://localhost:3000', secrets }));
  const { lines } = await visitor.begin();
  expect(lines[0]).toMatch(/^signin-3000\./);
  expect(lines[0]).not.toContain('Secure');
});

test('tabs finish in any order', async () => {
  const visitor = browser(new Transactions({ origin, secrets }));
  const [first, second] = [await visitor.begin(), await visitor.begin()];
  expect(await visitor.finish(second.state)).toMatchObject({ nonce: second.nonce });
  expect(await visitor.finish(first.state)).toMatchObject({ nonce: first.nonce });
});

test('a sixth pending sign-in drops the oldest', async () => {
  const visitor = browser(new Transactions({ origin, secrets }));
  const begun: string[] = [];
  for (let count = 0; count < 8; count += 1) {
    vi.setSystemTime(1_800_000_000_000 + count);
    begun.push((await visitor.begin()).state);
  }
  expect([...visitor.jar.cookies.keys()]).toEqual(begun.slice(3).map((state) => `__Host-signin.${state}`));
});

test('cookies that only look like ours are ignored', async () => {
  const visitor = browser(new Transactions({ origin, secrets }));
  for (let count = 0; count < 6; count += 1) visitor.jar.cookies.set(`__Host-signin.${count}(`, 'x');
  const begun = await visitor.begin();
  expect(await visitor.finish(begun.state)).toMatchObject({ nonce: begun.nonce });
});

test('another browser cannot finish it', async () => {
  const transactions = new Transactions({ origin, secrets });
  const [attacker, victim] = [browser(transactions), browser(transactions)];
  const { state } = await attacker.begin();
  await victim.begin();
  await expect(victim.finish(state).catch(code)).resolves.toBe('transaction_unknown');
});

test('a cookie with the name of another sign-in is refused and cleared', async () => {
  const visitor = browser(new Transactions({ origin, secrets }));
  const [first, second] = [await visitor.begin(), await visitor.begin()];
  const name = (state: string): string => `__Host-signin.${state}`;
  visitor.jar.cookies.set(name(first.state), visitor.jar.cookies.get(name(second.state)) ?? '');
  await expect(visitor.finish(first.state).catch(code)).resolves.toBe('transaction_invalid');
  expect(visitor.jar.cookies.has(name(first.state))).toBe(false);
});

test.each(['', 'x', 'eyJhbGciOiJub25lIn0.e30.', 'a.b.c.d.e', 'ä'.repeat(3000)])(
  'the cookie value %.20s is refused',
  async (value) => {
    const visitor = browser(new Transactions({ origin, secrets }));
    const { state } = await visitor.begin();
    visitor.jar.cookies.set(`__Host-signin.${state}`, value);
    await expect(visitor.finish(state).catch(code)).resolves.toBe('transaction_invalid');
  },
);

test.each([undefined, null, '', 'x', 7, ['a'], { a: 1 }, '__proto__', '../x', 'a'.repeat(100_000)])(
  'the state %.20j is unknown',
  async (state) => {
    const visitor = browser(new Transactions({ origin, secrets }));
    await visitor.begin();
    await expect(visitor.finish(state).catch(code)).resolves.toBe('transaction_unknown');
  },
);

test('it is valid for an hour', async () => {
  vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ['Date'] });
  const visitor = browser(new Transactions({ origin, secrets }));
  const [first, second] = [await visitor.begin(), await visitor.begin()];
  vi.setSystemTime(1_800_000_000_000 + 3_590_000);
  expect(await visitor.finish(first.state)).toMatchObject({ nonce: first.nonce });
  vi.setSystemTime(1_800_000_000_000 + 3_601_000);
  await expect(visitor.finish(second.state).catch(code)).resolves.toBe('transaction_unknown');
});

test('sign-ins that started with an old secret survive a new one', async () => {
  const before = browser(new Transactions({ origin, secrets }));
  const { state } = await before.begin();
  const rotated = new Transactions({ origin, secrets: ['the next secret, which is long enough too', ...secrets] });
  const replaced = new Transactions({ origin, secrets: ['the next secret, which is long enough too'] });
  const finish = (transactions: Transactions) =>
    transactions.finish(before.request(), responseTo(before.request()), state);
  expect(await finish(rotated)).toMatchObject({ state });
  await expect(finish(replaced).catch(code)).resolves.toBe('transaction_invalid');
});

test('five pending sign-ins with long return addresses fit into a request', async () => {
  const transactions = new Transactions({ origin, secrets });
  const req = secure(requestWith({}));
  const res = responseTo(req);
  for (let count = 0; count < 5; count += 1)
    await transactions.begin(req, res, { ...content, returnTo: `/${'a'.repeat(511)}` });
  const size = [res.getHeader('set-cookie') ?? []]
    .flat()
    .map((line) => String(line).split(';', 1)[0])
    .join('; ').length;
  expect(size).toBeLessThan(7000);
});

test('pending sign-ins with any return address leave room in a header line of 8 kB', async () => {
  const visitor = browser(new Transactions({ origin, secrets }));
  let state = '';
  for (let count = 0; count < 8; count += 1) {
    vi.setSystemTime(1_800_000_000_000 + count);
    ({ state } = await visitor.begin(`/?${'\\'.repeat(510)}`));
    expect(visitor.jar.header.length).toBeLessThanOrEqual(4200);
  }
  expect(await visitor.finish(state)).toMatchObject({ state });
});

test('pending sign-ins of two apps below one host fit into one header line', async () => {
  const apps = ['/shop', '/portal', '/admin'].map((path) => new Transactions({ origin: origin + path, secrets }));
  const jar = new CookieJar();
  for (let count = 0; count < 8; count += 1) {
    for (const app of apps) {
      const req = secure(requestWith({ cookie: jar.header }));
      const res = responseTo(req);
      const { state } = await app.begin(req, res, { ...content, returnTo: `/${'a'.repeat(500)}` });
      jar.take([res.getHeader('set-cookie') ?? []].flat().map(String));
      expect(jar.header.length).toBeLessThan(7600);
      expect(app.has(secure(requestWith({ cookie: jar.header })), state)).toBe(true);
    }
  }
});

test('on https, a request over http is refused', async () => {
  const req = Object.defineProperty(requestWith({}), 'secure', { value: false });
  const begun = new Transactions({ origin, secrets }).begin(req, responseTo(req), content);
  await expect(begun).rejects.toThrow(/X-Forwarded-Proto: https.*TRUST_PROXY/);
});
