import { randomUUID } from 'node:crypto';
import { type Emulator, startEmulator } from 'ciam-emulator';
import { decodeJwt, type JWK } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { appToken, goodToken } from './support/callers.ts';
import { makeForeignKey } from './support/foreign-key.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

const json = { 'Content-Type': 'application/json' };

let tenant: Emulator;
let api: RunningApi;

beforeAll(async () => {
  tenant = await startEmulator();
});
afterAll(() => tenant[Symbol.asyncDispose]());
beforeEach(async () => {
  // Only what measures how long ago something was; requests and time-outs are real.
  vi.useFakeTimers({ toFake: ['performance'] });
  tenant.control.reset();
  api = await startApi(tenant);
});
afterEach(async () => {
  vi.useRealTimers();
  await api[Symbol.asyncDispose]();
});

const token = () => appToken(tenant, ['ToDoList.Read.All']);
const list = async (bearer: string) => api.call('GET', '/api/todolist', { token: bearer });
const requests = () => tenant.control.requests.length;
const keyRequests = () => tenant.control.requests.filter(({ path }) => path.endsWith('/keys')).length;
const forgedToken = async () => tenant.control.signToken(decodeJwt(await token()), { kid: randomUUID() });
const publishedKeys = async (): Promise<JWK[]> => {
  const response = await fetch(`${tenant.authority}${tenant.tenantId}/discovery/v2.0/keys`);
  const { keys } = (await response.json()) as { keys: JWK[] };
  return keys;
};
const publish = (body: unknown) => {
  tenant.control.addFault({ endpoint: 'keys', kind: 'response', status: 200, headers: json, body });
};
const goAway = () => {
  for (const endpoint of ['discovery', 'keys'] as const) {
    tenant.control.addFault({ endpoint, kind: 'status', status: 503 });
  }
};

test('the keys are fetched once, however many requests come first', async () => {
  const bearer = await token();
  const responses = await Promise.all(Array.from({ length: 30 }, () => list(bearer)));
  expect(responses.every(({ status }) => status === 200)).toBe(true);
  expect(requests()).toBe(2);
});

describe('rotation', () => {
  test('a new key is picked up by the first token signed with it; the old one is no longer good', async () => {
    const before = await token();
    expect((await list(before)).status).toBe(200);
    await tenant.control.rotateKeys({ forget: true });
    expect((await list(await token())).status).toBe(200);
    expect((await list(before)).status).toBe(401);
  });

  test('by any number of tokens at the same time, which are one reload', async () => {
    await list(await token());
    const before = keyRequests();
    await tenant.control.rotateKeys();
    tenant.control.addFault({ endpoint: 'keys', kind: 'delay', milliseconds: 300 });
    const bearer = await token();
    const responses = await Promise.all(Array.from({ length: 30 }, () => list(bearer)));
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
    expect(keyRequests() - before).toBe(1);
  });

  test('again and again within a minute', async () => {
    for (let round = 0; round < 4; round++) {
      expect((await list(await token())).status).toBe(200);
      await tenant.control.rotateKeys();
    }
  });

  test('keys that were withdrawn are noticed within a day, without a request waiting for it', async () => {
    const before = await token();
    expect((await list(before)).status).toBe(200);
    await tenant.control.rotateKeys({ forget: true });
    vi.advanceTimersByTime(24 * 3_600_000 + 1);
    expect((await list(before)).status).toBe(200);
    await expect.poll(keyRequests).toBe(2);
    await expect.poll(async () => (await list(before)).status).toBe(401);
  });
});

describe('unknown kids', () => {
  test('do not flood the tenant, and do not lock out good tokens', async () => {
    const good = await token();
    await list(good);
    const forged = await Promise.all(Array.from({ length: 10 }, forgedToken));
    for (let round = 0; round < 10; round++) {
      const responses = await Promise.all(forged.map(list));
      expect(responses.every(({ status }) => status === 401)).toBe(true);
    }
    expect((await list(good)).status).toBe(200);
    expect(keyRequests()).toBeLessThanOrEqual(6);
  });

  test('after a minute, a new key is picked up again', async () => {
    for (let round = 0; round < 10; round++) await list(await forgedToken());
    await tenant.control.rotateKeys();
    expect((await list(await token())).status).toBe(401);
    vi.advanceTimersByTime(60_000);
    expect((await list(await token())).status).toBe(200);
  });

  test('do not flood a tenant that is down either', async () => {
    await list(await token());
    goAway();
    const before = requests();
    for (let round = 0; round < 30; round++) await list(await forgedToken());
    expect(requests() - before).toBeLessThanOrEqual(6);
  });
});

describe('a tenant that is away', () => {
  test('from the start: 503 and a reason at /readyz, then well by itself', async () => {
    goAway();
    const bearer = await token();
    const refused = await list(bearer);
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    const unready = await api.call('GET', '/readyz');
    expect(unready.status).toBe(503);
    expect(unready.body).toMatchObject({ checks: { database: 'ok', tenant: expect.stringContaining('status 503') } });
    expect((await api.call('GET', '/healthz')).status).toBe(200);

    tenant.control.clearFaults();
    vi.advanceTimersByTime(1_000);
    expect((await list(bearer)).status).toBe(200);
    expect((await api.call('GET', '/readyz')).status).toBe(200);
  });

  test('from the start: is asked once a second, however many requests come', async () => {
    goAway();
    const bearer = await token();
    for (let round = 0; round < 20; round++) expect((await list(bearer)).status).toBe(503);
    expect(requests()).toBe(1);
    vi.advanceTimersByTime(1_000);
    await list(bearer);
    expect(requests()).toBe(2);
  });

  test('later on: known keys stay good, a day on too', async () => {
    const good = await token();
    await list(good);
    goAway();
    vi.advanceTimersByTime(25 * 3_600_000);
    expect((await list(good)).status).toBe(200);
    expect((await list(good)).status).toBe(200);
    expect((await list(await forgedToken())).status).toBe(503);
    expect((await api.call('GET', '/readyz')).status).toBe(200);
  });

  test.each<[string, unknown]>([
    ['no JSON', 'busy'],
    ['a text', '"busy"'],
    ['no keys', { keys: [] }],
    ['keys that are none', { keys: 'RSA' }],
    ['keys that are not objects', { keys: [null, 1] }],
    ['a list', []],
    ['null', null],
  ])('or answers with %s: 503, and well by itself', async (_what, body) => {
    publish(body);
    const bearer = await token();
    expect((await list(bearer)).status).toBe(503);
    tenant.control.clearFaults();
    vi.advanceTimersByTime(1_000);
    expect((await list(bearer)).status).toBe(200);
  });

  test('whose issuer is another’s is not believed', async () => {
    const document = { issuer: 'https://evil.example/', authorization_endpoint: 'https://evil.example/a' };
    const endpoints = { token_endpoint: 'https://evil.example/t', jwks_uri: `${tenant.authority}keys` };
    tenant.control.addFault({ endpoint: 'discovery', kind: 'change', body: { ...document, ...endpoints } });
    expect((await list(await token())).status).toBe(503);
    expect((await api.call('GET', '/readyz')).text).toContain('https://evil.example/');
  });
});

test('the tenant that was found first is the one: another that answers there later is not believed', async () => {
  const good = await token();
  expect((await list(good)).status).toBe(200);
  const issuer = `${tenant.authority}99999999-0000-cccc-1111-dddd2222eeee/v2.0`;
  const tid = '99999999-0000-cccc-1111-dddd2222eeee';
  const endpoints = {
    authorization_endpoint: `${issuer}/a`,
    token_endpoint: `${issuer}/t`,
    jwks_uri: `${issuer}/keys`,
  };
  tenant.control.addFault({ endpoint: 'discovery', kind: 'change', body: { issuer, ...endpoints } });
  await tenant.control.rotateKeys();
  const foreign = await appToken(tenant, ['ToDoList.Read.All'], { iss: issuer, tid });
  expect((await list(foreign)).status).toBe(503);
  expect((await list(good)).status).toBe(200);
  vi.advanceTimersByTime(25 * 3_600_000);
  for (let round = 0; round < 3; round++) expect((await list(good)).status).toBe(200);
  expect(api.logged.join('')).toContain('and is now');
});

test('a key that the set gives to another tenant signs nothing here', async () => {
  const foreign = await makeForeignKey();
  const issuer = tenant.issuer.replace(/aaaabbbb/, '99999999');
  publish({ keys: [...(await publishedKeys()), { ...foreign.jwk, issuer }] });
  const good = await goodToken(tenant);
  expect((await list(good)).status).toBe(200);
  expect((await list(await foreign.sign(decodeJwt(good)))).status).toBe(401);
});

test('keys of other kinds in the set do no harm', async () => {
  const own = (await publishedKeys()).map(({ kty, use, kid, n, e }) => ({ kty, use, kid, n, e }));
  const others = [
    { kty: 'EC', kid: 'ec' },
    { kty: 'RSA', kid: 'enc', use: 'enc', n: 'AQ', e: 'AQAB' },
    { kty: 'oct', k: 'AAAA' },
  ];
  publish({ keys: [...others, ...own] });
  expect((await list(await token())).status).toBe(200);
});

test('tokens expire by the clock that is given', async () => {
  await api[Symbol.asyncDispose]();
  let hours = 0;
  api = await startApi(tenant, { now: () => Date.now() + hours * 3_600_000 });
  const bearer = await token();
  expect((await list(bearer)).status).toBe(200);
  hours = 2;
  expect((await list(bearer)).body).toMatchObject({ reason: 'expired' });
});
