import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { goodClaims, makeKey, startTenant, type LocalTenant } from './support/local-tenant.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

let tenant: LocalTenant;
let api: RunningApi;

beforeAll(async () => {
  tenant = await startTenant();
});
afterAll(() => tenant[Symbol.asyncDispose]());
beforeEach(async () => {
  // Only what measures how long ago something was; requests and time-outs are real.
  vi.useFakeTimers({ toFake: ['performance'] });
  Object.assign(tenant, { down: false, delayMs: 0, intercept: undefined, paths: [] });
  api = await startApi(tenant);
});
afterEach(async () => {
  vi.useRealTimers();
  await api[Symbol.asyncDispose]();
});

const token = () => tenant.appToken(['ToDoList.Read.All']);
const list = async (bearer: string) => api.call('GET', '/api/todolist', { token: bearer });
const keyRequests = () => tenant.paths.filter((path) => path.endsWith('/keys')).length;
const forgedToken = async () => tenant.sign({}, { kid: randomUUID() });

test('the keys are fetched once, however many requests come first', async () => {
  const bearer = await token();
  const answers = await Promise.all(Array.from({ length: 30 }, () => list(bearer)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(tenant.paths).toHaveLength(2);
});

describe('rotation', () => {
  test('a new key is picked up by the first token signed with it; the old one is no longer good', async () => {
    const before = await token();
    expect((await list(before)).status).toBe(200);
    tenant.rotate();
    expect((await list(await token())).status).toBe(200);
    expect((await list(before)).status).toBe(401);
  });

  test('by any number of tokens at the same time, which are one reload', async () => {
    await list(await token());
    const before = keyRequests();
    tenant.rotate();
    tenant.delayMs = 300;
    const bearer = await token();
    const responses = await Promise.all(Array.from({ length: 30 }, () => list(bearer)));
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
    expect(keyRequests() - before).toBe(1);
  });

  test('again and again within a minute', async () => {
    for (let round = 0; round < 4; round++) {
      expect((await list(await token())).status).toBe(200);
      tenant.rotate();
    }
  });

  test('keys that were withdrawn are noticed within a day, without a request waiting for it', async () => {
    const before = await token();
    expect((await list(before)).status).toBe(200);
    tenant.rotate();
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
      const answers = await Promise.all(forged.map(list));
      expect(answers.every(({ status }) => status === 401)).toBe(true);
    }
    expect((await list(good)).status).toBe(200);
    expect(keyRequests()).toBeLessThanOrEqual(6);
  });

  test('after a minute, a new key is picked up again', async () => {
    for (let round = 0; round < 10; round++) await list(await forgedToken());
    tenant.rotate();
    expect((await list(await token())).status).toBe(401);
    vi.advanceTimersByTime(60_000);
    expect((await list(await token())).status).toBe(200);
  });

  test('do not flood a tenant that is down either', async () => {
    await list(await token());
    tenant.down = true;
    const before = tenant.paths.length;
    for (let round = 0; round < 30; round++) await list(await forgedToken());
    expect(tenant.paths.length - before).toBeLessThanOrEqual(6);
  });
});

describe('a tenant that is away', () => {
  test('from the start: 503 and a reason at /readyz, then well by itself', async () => {
    tenant.down = true;
    const bearer = await token();
    const refused = await list(bearer);
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    const unready = await api.call('GET', '/readyz');
    expect(unready.status).toBe(503);
    expect(unready.body).toMatchObject({ checks: { database: 'ok', tenant: expect.stringContaining('status 503') } });
    expect((await api.call('GET', '/healthz')).status).toBe(200);

    tenant.down = false;
    vi.advanceTimersByTime(1_000);
    expect((await list(bearer)).status).toBe(200);
    expect((await api.call('GET', '/readyz')).status).toBe(200);
  });

  test('from the start: is asked once a second, however many requests come', async () => {
    tenant.down = true;
    const bearer = await token();
    for (let round = 0; round < 20; round++) expect((await list(bearer)).status).toBe(503);
    expect(tenant.paths).toHaveLength(1);
    vi.advanceTimersByTime(1_000);
    await list(bearer);
    expect(tenant.paths).toHaveLength(2);
  });

  test('later on: known keys stay good, a day on too', async () => {
    const good = await token();
    await list(good);
    tenant.down = true;
    vi.advanceTimersByTime(25 * 3_600_000);
    expect((await list(good)).status).toBe(200);
    expect((await list(good)).status).toBe(200);
    expect((await list(await forgedToken())).status).toBe(503);
    expect((await api.call('GET', '/readyz')).status).toBe(200);
  });

  test.each<[string, unknown]>([
    ['no JSON', 'busy'],
    ['no keys', { keys: [] }],
    ['keys that are none', { keys: 'RSA' }],
    ['keys that are not objects', { keys: [null, 1] }],
    ['a list', []],
    ['null', null],
  ])('or answers with %s: 503, and well by itself', async (_what, body) => {
    tenant.intercept = (path) => (path.endsWith('/keys') ? [200, body] : undefined);
    const bearer = await token();
    expect((await list(bearer)).status).toBe(503);
    delete tenant.intercept;
    vi.advanceTimersByTime(1_000);
    expect((await list(bearer)).status).toBe(200);
  });

  test('whose issuer is another’s is not believed', async () => {
    const document = { issuer: 'https://evil.example/', authorization_endpoint: 'https://evil.example/a' };
    const endpoints = { token_endpoint: 'https://evil.example/t', jwks_uri: `${tenant.authority}keys` };
    tenant.intercept = (path) =>
      path.includes('openid-configuration') ? [200, { ...document, ...endpoints }] : undefined;
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
  tenant.intercept = (path) => (path.includes('openid-configuration') ? [200, { issuer, ...endpoints }] : undefined);
  tenant.rotate();
  const foreign = await tenant.appToken(['ToDoList.Read.All'], { iss: issuer, tid });
  expect((await list(foreign)).status).toBe(503);
  expect((await list(good)).status).toBe(200);
  vi.advanceTimersByTime(25 * 3_600_000);
  for (let round = 0; round < 3; round++) expect((await list(good)).status).toBe(200);
  expect(api.logged.join('')).toContain('and is now');
});

test('a key that the set gives to another tenant signs nothing here', async () => {
  const [own, foreign] = [tenant.signingKey(), await makeKey()];
  const issuer = tenant.issuer.replace(/aaaabbbb/, '99999999');
  const keys = [
    { ...own.jwk, kid: own.kid, issuer: tenant.issuer },
    { ...foreign.jwk, kid: foreign.kid, issuer },
  ];
  tenant.intercept = (path) => (path.endsWith('/keys') ? [200, { keys }] : undefined);
  expect((await list(await tenant.sign(goodClaims(tenant)))).status).toBe(200);
  expect((await list(await tenant.sign(goodClaims(tenant), {}, foreign))).status).toBe(401);
});

test('keys of other kinds in the set do no harm', async () => {
  const [key] = tenant.keys.map(({ kid, jwk }) => ({ ...jwk, kid, use: 'sig' }));
  const others = [
    { kty: 'EC', kid: 'ec' },
    { kty: 'RSA', kid: 'enc', use: 'enc', n: 'AQ', e: 'AQAB' },
    { kty: 'oct', k: 'AAAA' },
  ];
  tenant.intercept = (path) => (path.endsWith('/keys') ? [200, { keys: [...others, key] }] : undefined);
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
