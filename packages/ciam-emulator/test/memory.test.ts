import { localServer } from 'test-support';
import { afterAll, describe, expect, test } from 'vitest';
import { Faults } from '../src/control/faults.ts';
import { RequestLog } from '../src/control/request-log.ts';
import { Inbox } from '../src/interactions/inbox.ts';
import { Journeys } from '../src/interactions/journey.ts';
import { Lockout } from '../src/interactions/lockout.ts';
import { DirectoryFullError, startEmulator } from '../src/index.ts';
import { FederatedIssuers } from '../src/protocol/federated-issuers.ts';
import { MemoryStore } from '../src/protocol/memory-adapter.ts';
import { Directory } from '../src/tenant/directory.ts';
import { makeSigningKey, SigningKeys } from '../src/tokens/signing-keys.ts';
import { newBrowser } from './browser.ts';
import { authorizeUrl, codeRequest, post } from './client.ts';
import { clientSecret, ids, testTenant } from './tenant.ts';

/** Numbers from 0 up to 1, the same in each run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

const models = ['Session', 'Interaction', 'AuthorizationCode', 'RefreshToken', 'DeviceCode', 'Grant'];
const issuers = await localServer((request, response) => {
  const issuer = `${issuers.url}${(request.url ?? '').slice(1).split('/')[0]}`;
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }));
});
afterAll(() => issuers[Symbol.asyncDispose]());

test('whatever is written, replaced and deleted, the store keeps at most 5,000 of a model and no more indexes', () => {
  const random = numbers(7);
  const store = new MemoryStore(() => 0);
  const pick = (count: number): number => Math.floor(random() * count);
  for (let write = 0; write < 60_000; write += 1) {
    const model = models[pick(models.length)] ?? '';
    const key = `${model}:${pick(20_000)}`;
    const payload = { uid: `u${write}`, userCode: `c${write}`, grantId: `g${pick(9000)}`, accountId: 'ada' };
    if (random() < 0.9) store.set(key, payload, 1 + pick(1000));
    else if (random() < 0.5) store.delete(key);
    else store.deleteGrant(`g${pick(9000)}`);
  }
  const kept = models.map((model) => store.all(model).length);
  expect(Math.max(...kept)).toBeLessThanOrEqual(5000);
  const total = kept.reduce((sum, count) => sum + count, 0);
  expect(store.size).toMatchObject({ entries: total, indexes: 2 * total });
  expect(store.size.grants).toBeLessThanOrEqual(9000);
});

/** What a tenant keeps beside that store: how it is filled, and how much of it is kept. */
interface Kept {
  what: string;
  most: number;
  writes: number;
  /** What the newest is refused with; the oldest makes room when absent. */
  refusal?: string;
  write: (turn: number) => unknown;
  size: () => number | Promise<number>;
}

function everythingKept(): Kept[] {
  const [journeys, inbox, lockout] = [new Journeys(), new Inbox(), new Lockout()];
  const [requests, faults, directory] = [new RequestLog(), new Faults(), new Directory(testTenant)];
  const federated = new FederatedIssuers();
  const key = makeSigningKey();
  const keys = new SigningKeys(Array.from({ length: 40 }, () => key));
  const request = { time: '', method: 'GET', path: '/', query: {}, headers: {}, status: 200 };
  const configured = testTenant.users.length + testTenant.applications.length;
  return [
    {
      what: 'journeys',
      most: 5000,
      writes: 6000,
      write: (turn) => Object.assign(journeys.of(`${turn}`), { email: 'ada@contoso.com' }),
      size: () => journeys.size,
    },
    {
      what: 'messages',
      most: 1000,
      writes: 2000,
      write: (turn) => inbox.send({ to: `${turn}@example.com`, subject: '', code: '' }),
      size: () => inbox.messages.length,
    },
    {
      what: 'accounts that someone failed to sign in to',
      most: 10_000,
      writes: 12_000,
      write: (turn) => lockout.fail(`${turn}@example.com`),
      size: () => lockout.size,
    },
    {
      what: 'requests',
      most: 1000,
      writes: 2000,
      write: (turn) => requests.add({ ...request, form: { [`f${turn}`]: 'x' } }),
      size: () => requests.list.length,
    },
    {
      what: 'characters of forms',
      most: 1000 * 16_384,
      writes: 1100,
      write: (turn) =>
        requests.add({ ...request, form: { [`${turn}`]: 'x'.repeat(100_000), ['y'.repeat(50_000)]: 'z' } }),
      size: () => requests.list.reduce((sum, { form }) => sum + Object.entries(form).flat().join('').length, 0),
    },
    {
      what: 'faults',
      most: 1000,
      writes: 1100,
      refusal: 'control_input_invalid',
      write: () => faults.add({ endpoint: 'token', kind: 'reset' }),
      size: () => faults.list.length,
    },
    {
      what: 'signing keys',
      most: 20,
      writes: 2,
      write: () => keys.rotate(false),
      size: async () => (await keys.published('')).length,
    },
    {
      what: 'issuers of federated credentials',
      most: 100,
      writes: 120,
      write: (turn) => federated.keysOf(`${issuers.url}${turn}`),
      size: () => federated.size,
    },
    {
      what: 'users and applications',
      most: configured + 10_000,
      writes: 10_400,
      refusal: 'directory_full',
      write: (turn) =>
        turn % 2 === 0
          ? directory.addUser({ displayName: 'x', mail: `${turn}@example.com` })
          : directory.addApplication({ displayName: 'x', appId: crypto.randomUUID() }),
      size: () => directory.users.length + directory.applications.length,
    },
    {
      what: 'consents and app roles that are given again and again',
      most: (testTenant.oauth2PermissionGrants ?? []).length + (testTenant.appRoleAssignments ?? []).length + 2,
      writes: 1000,
      write: (turn) => {
        const scope = turn % 3 === 0 ? 'Closed.Read' : 'Closed.Read  Closed.Read';
        directory.addPermissionGrant({ clientId: ids.web, resourceId: ids.closedApi, scope });
        directory.addRoleAssignment({ principalId: ids.daemon, resourceId: ids.closedApi, appRole: 'Closed.Read.All' });
      },
      size: () => directory.permissionGrants.length + directory.roleAssignments.length,
    },
  ];
}

describe('however much comes, a tenant keeps no more than', { timeout: 60_000 }, () => {
  test.each(everythingKept())('$most $what', async ({ most, writes, refusal, write, size }) => {
    const refusals = new Set<unknown>();
    for (let turn = 0; turn < writes; turn += 1) {
      try {
        await write(turn);
      } catch (error) {
        refusals.add(error instanceof Error && 'code' in error ? error.code : error);
      }
    }
    expect(await size()).toBeLessThanOrEqual(most);
    expect([...refusals]).toEqual(refusal === undefined ? [] : [refusal]);
  });
});

test('the oldest journey makes room', () => {
  const journeys = new Journeys();
  journeys.of('first').email = 'ada@contoso.com';
  for (let count = 0; count < 5000; count += 1) journeys.of(`journey-${count}`);
  expect(journeys.of('first').email).toBeUndefined();
});

test('a full directory refuses another user by name, and signs in those that there are', async () => {
  await using tenant = await startEmulator();
  const { users, applications } = tenant;
  const fill = users as object[];
  const before = users.length;
  while (users.length + applications.length < before + applications.length + 10_000) fill.push({ mail: '', id: '' });
  const full = { displayName: 'x', mail: 'x@example.com' };
  expect(() => tenant.control.addUser(full)).toThrow(DirectoryFullError);
  const browser = newBrowser();
  const page = await browser.open(authorizeUrl(tenant, { prompt: 'create' }));
  expect((await browser.submitFrom(page, { email: 'x@example.com' })).html).toContain(
    'has reached its limit of accounts',
  );
  expect(await codeRequest(tenant)).toHaveProperty('code');
});

test('an authorization request that is longer than any query is refused', async () => {
  await using tenant = await startEmulator();
  const [endpoint = '', query = ''] = authorizeUrl(tenant).split('?');
  const send = (state: string) => {
    const body = new URLSearchParams(query);
    body.set('state', state);
    return fetch(endpoint, { method: 'POST', body, redirect: 'manual' });
  };
  expect((await send('x'.repeat(20_000))).status).toBeLessThan(400);
  const refused = await send('x'.repeat(40_000));
  expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('AADSTS9002313')]);
});

test('a refresh token is revoked for as long as it is kept', async () => {
  await using tenant = await startEmulator();
  const { body } = await post(tenant, 'token', await codeRequest(tenant));
  const refresh = async () => {
    const fields = { grant_type: 'refresh_token', client_id: ids.web, client_secret: clientSecret };
    return (await post(tenant, 'token', { ...fields, refresh_token: String(body.refresh_token) })).body;
  };
  expect(await refresh()).toHaveProperty('access_token');
  tenant.control.revokeRefreshTokens('ada@contoso.com');
  expect(await refresh()).toMatchObject({ error_codes: [50173] });
});
