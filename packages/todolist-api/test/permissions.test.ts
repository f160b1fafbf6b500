import { readFile } from 'node:fs/promises';
import { type Emulator, startEmulator } from 'ciam-emulator';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appRoles, scopes } from '../src/permissions.ts';
import { ada, appToken, daemonClientId, goodToken, userToken, webClientId } from './support/callers.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

interface Registration {
  name: string;
  api?: { oauth2PermissionScopes: { value: string }[] };
  appRoles?: { value: string }[];
}

let tenant: Emulator;
let api: RunningApi;

beforeAll(async () => {
  tenant = await startEmulator();
  api = await startApi(tenant, { allowedClientApps: [webClientId, daemonClientId] });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await tenant[Symbol.asyncDispose]();
});

const read = ['ToDoList.Read.All'];
const write = ['ToDoList.ReadWrite.All'];
const list = (token: string) => api.call('GET', '/api/todolist', { token });

test('the scopes and app roles are those of tenant.json', async () => {
  const file = await readFile(new URL('../../../tenant.json', import.meta.url), 'utf8');
  const { applications }: { applications: Registration[] } = JSON.parse(file);
  const registered = applications.find(({ name }) => name === 'api');
  const values = (list: { value: string }[] = []): string[] => list.map(({ value }) => value);
  expect(values(registered?.api?.oauth2PermissionScopes)).toEqual(Object.keys(scopes));
  expect(values(registered?.appRoles)).toEqual(appRoles);
});

describe('what a good token does not permit', () => {
  test.each<[string, () => Promise<string>, string]>([
    ['an app with Read.All', () => appToken(tenant, read), 'ToDoList.ReadWrite.All'],
    [
      'an app with a user’s scope among its roles',
      () => appToken(tenant, ['ToDoList.ReadWrite']),
      'ToDoList.ReadWrite.All',
    ],
    [
      'an app with roles of another spelling',
      () => appToken(tenant, ['todolist.readwrite.all']),
      'ToDoList.ReadWrite.All',
    ],
    [
      'roles without idtyp that do not suffice',
      () => appToken(tenant, read, { idtyp: null }),
      'ToDoList.ReadWrite.All',
    ],
    ['a user with ToDoList.Read', () => userToken(tenant, ada, 'ToDoList.Read'), 'ToDoList.ReadWrite'],
    [
      'a user with ToDoList.Read who holds an app’s role',
      () => userToken(tenant, ada, 'ToDoList.Read', { roles: write }),
      'ToDoList.ReadWrite',
    ],
    [
      'a user with an app’s role and no scope',
      () => userToken(tenant, ada, '', { roles: write, idtyp: 'user' }),
      'ToDoList.ReadWrite',
    ],
    [
      'a user with ToDoList.Read who holds a role named as a scope',
      () => userToken(tenant, ada, 'ToDoList.Read', { roles: ['ToDoList.ReadWrite'] }),
      'ToDoList.ReadWrite',
    ],
    [
      'an app with a role’s name among scopes',
      () => appToken(tenant, [], { scp: write.join(' ') }),
      'ToDoList.ReadWrite.All',
    ],
    [
      'a user with a scope whose name begins alike',
      () => userToken(tenant, ada, 'ToDoList.ReadWriteX'),
      'ToDoList.ReadWrite',
    ],
  ])('%s does not write', async (_who, make, needed) => {
    const body = { owner: ada, description: 'No' };
    const response = await api.call('POST', '/api/todolist', { token: await make(), body });
    expect(response).toMatchObject({ status: 403, body: { code: 'insufficient_permission' } });
    expect(response.headers.get('www-authenticate')).toContain(`error="insufficient_scope"`);
    expect(response.headers.get('www-authenticate')).toContain(`scope="${needed}"`);
  });

  test('a user with roles and a scope sees their own only', async () => {
    const app = await goodToken(tenant);
    await api.call('POST', '/api/todolist', {
      token: app,
      body: { owner: decodeJwt(app)['oid'], description: 'Not ada’s' },
    });
    const response = await list(await userToken(tenant, ada, 'ToDoList.ReadWrite', { roles: write }));
    expect(response).toMatchObject({ status: 200, body: [] });
  });

  test('roles without idtyp are an app’s', async () => {
    const token = await goodToken(tenant, { idtyp: null });
    const response = await api.call('POST', '/api/todolist', { token, body: { owner: ada, description: 'Yes' } });
    expect(response.status).toBe(201);
  });

  test('an app that is not allowed gets 403, whatever it holds', async () => {
    const token = await goodToken(tenant, { azp: '00001111-aaaa-2222-bbbb-00000000bad0' });
    const response = await list(token);
    expect(response).toMatchObject({ status: 403, body: { code: 'app_not_allowed' } });
    expect(response.headers.get('www-authenticate')).toContain('ALLOWED_CLIENT_APPS');
  });
});

describe('requests', () => {
  test('without a token get to know how to send one, and no error code', async () => {
    const response = await api.call('GET', '/api/todolist');
    expect(response).toMatchObject({ status: 401, body: { code: 'missing_token' } });
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="todolist"');
  });

  test.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearer "x"', 'Bearer x', 'bearer ..', 'x'])(
    'with Authorization: %s',
    async (Authorization) => {
      expect((await api.call('GET', '/api/todolist', { headers: { Authorization } })).status).toBe(401);
    },
  );

  test('with the token in the query or the body are without a token', async () => {
    const token = await goodToken(tenant);
    expect((await api.call('GET', `/api/todolist?access_token=${token}`)).status).toBe(401);
    const body = { access_token: token, owner: ada, description: 'No' };
    expect((await api.call('POST', '/api/todolist', { body })).status).toBe(401);
  });

  test('with an oversized token are refused, and the API lives', async () => {
    const token = await goodToken(tenant, { groups: 'x'.repeat(20_000) });
    const response = await fetch(`${api.url}/api/todolist`, { headers: { Authorization: `Bearer ${token}` } });
    expect(response.status).toBe(431);
    expect((await list(await goodToken(tenant))).status).toBe(200);
  });
});
