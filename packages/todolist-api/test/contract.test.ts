import { type Emulator, startEmulator } from 'ciam-emulator';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ada, appToken, grace, userToken } from './support/callers.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

const readAll = 'ToDoList.Read.All';
const writeAll = 'ToDoList.ReadWrite.All';

let tenant: Emulator;
let api: RunningApi;
let app: string;
let adasToken: string;
let gracesToken: string;

beforeAll(async () => {
  tenant = await startEmulator();
  app = await appToken(tenant, [writeAll]);
  adasToken = await userToken(tenant, ada, 'ToDoList.ReadWrite');
  gracesToken = await userToken(tenant, grace, 'ToDoList.ReadWrite');
});
afterAll(() => tenant[Symbol.asyncDispose]());
beforeEach(async () => {
  api = await startApi(tenant);
  return () => api[Symbol.asyncDispose]();
});

const add = (token: string, body: object) => api.call('POST', '/api/todolist', { token, body });

describe('an app', () => {
  test('adds a to-do for the owner it names, and learns where it is', async () => {
    const added = await add(app, { owner: ada, description: 'Water the plants' });
    expect(added.status).toBe(201);
    expect(added.body).toEqual({ id: 1, owner: ada, description: 'Water the plants' });
    expect(added.headers.get('location')).toBe('/api/todolist/1');
    expect((await api.call('GET', '/api/todolist/1', { token: app })).body).toEqual(added.body);
  });

  test('must name an owner', async () => {
    const refused = await add(app, { description: 'Nobody’s' });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ code: 'invalid_body', errors: [{ pointer: '#/owner' }] });
  });

  test('sees, changes and deletes everyone’s', async () => {
    await add(adasToken, { description: 'Ada’s' });
    await add(gracesToken, { description: 'Grace’s' });
    const changed = await api.call('PUT', '/api/todolist/2', { token: app, body: { description: 'Changed' } });
    expect(changed).toMatchObject({ status: 200, body: { id: 2, owner: grace, description: 'Changed' } });
    expect((await api.call('DELETE', '/api/todolist/1', { token: app })).status).toBe(204);
    expect((await api.call('GET', '/api/todolist', { token: app })).body).toEqual([changed.body]);
  });

  test('with Read.All reads and does not write', async () => {
    const token = await appToken(tenant, [readAll]);
    await add(app, { owner: ada, description: 'One' });
    expect((await api.call('GET', '/api/todolist', { token })).body).toHaveLength(1);
    const refused = await add(token, { owner: ada, description: 'Two' });
    expect(refused.status).toBe(403);
    expect(refused.headers.get('www-authenticate')).toBe(
      'Bearer realm="todolist", error="insufficient_scope", ' +
        'error_description="The token lacks the app role ToDoList.ReadWrite.All.", scope="ToDoList.ReadWrite.All"',
    );
  });
});

describe('a user', () => {
  test('owns what they add, whatever owner they name', async () => {
    expect((await add(adasToken, { owner: grace, description: 'Mine' })).body).toMatchObject({ owner: ada });
  });

  test('sees their own only', async () => {
    await add(adasToken, { description: 'Ada’s' });
    await add(gracesToken, { description: 'Grace’s' });
    expect((await api.call('GET', '/api/todolist', { token: adasToken })).body).toEqual([
      { id: 1, owner: ada, description: 'Ada’s' },
    ]);
  });

  test.each(['GET', 'PUT', 'DELETE'])('gets a 404 for %s of another user’s, which stays as it was', async (method) => {
    await add(gracesToken, { description: 'Grace’s' });
    const body = method === 'PUT' ? { description: 'Taken over' } : undefined;
    const [foreign, missing] = [
      await api.call(method, '/api/todolist/1', { token: adasToken, body }),
      await api.call(method, '/api/todolist/2', { token: adasToken, body }),
    ];
    expect(foreign.status).toBe(404);
    expect({ ...(foreign.body as object), requestId: '' }).toEqual({ ...(missing.body as object), requestId: '' });
    expect((await api.call('GET', '/api/todolist/1', { token: gracesToken })).body).toMatchObject({
      description: 'Grace’s',
    });
  });

  test('with ToDoList.Read reads and does not write', async () => {
    const token = await userToken(tenant, ada, 'ToDoList.Read');
    expect((await api.call('GET', '/api/todolist', { token })).status).toBe(200);
    expect((await add(token, { description: 'No' })).status).toBe(403);
    expect((await api.call('PUT', '/api/todolist/1', { token, body: { description: 'No' } })).status).toBe(403);
    expect((await api.call('DELETE', '/api/todolist/1', { token })).status).toBe(403);
  });
});

test('an app’s own object ID owns nothing by itself', async () => {
  await add(app, { owner: decodeJwt(app)['oid'], description: 'The daemon’s' });
  expect((await api.call('GET', '/api/todolist', { token: adasToken })).body).toEqual([]);
});

test('ids are never used again', async () => {
  await add(adasToken, { description: 'One' });
  await api.call('DELETE', '/api/todolist/1', { token: adasToken });
  expect((await add(adasToken, { description: 'Two' })).body).toMatchObject({ id: 2 });
});

test('an owner has 500 to-dos at most, all in one list; an app gets the rest of everyone’s by Link', async () => {
  const added = await Promise.all(
    Array.from({ length: 500 }, async (_, count) => add(adasToken, { description: `Number ${count}` })),
  );
  expect(added.filter(({ status }) => status === 201)).toHaveLength(500);
  for (const refused of [await add(adasToken, { description: 'x' }), await add(app, { owner: ada, description: 'x' })])
    expect(refused).toMatchObject({ status: 409, body: { code: 'too_many' } });
  const gracesToDo = (await add(gracesToken, { description: 'Grace’s' })).body;

  const own = await api.call('GET', '/api/todolist', { token: adasToken });
  expect([(own.body as unknown[]).length, own.headers.get('link')]).toEqual([500, null]);
  const first = await api.call('GET', '/api/todolist', { token: app });
  expect(first.body).toEqual(own.body);
  expect(first.headers.get('link')).toBe('<?after=500>; rel="next"');
  const second = await api.call('GET', '/api/todolist?after=500', { token: app });
  expect([second.body, second.headers.get('link')]).toEqual([[gracesToDo], null]);
});

test.each(['0', '-1', '1x', '', '99999999999'])('a list after %j is 400', async (after) => {
  expect(await api.call('GET', `/api/todolist?after=${after}`, { token: app })).toMatchObject({
    status: 400,
    body: { code: 'invalid_id' },
  });
});
