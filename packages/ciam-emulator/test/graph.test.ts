import { decodeJwt } from 'jose';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startEmulator } from '../src/index.ts';
import { askAs } from './ask-as.ts';
import { type ParsedResponse, codeRequest, post, parseResponse } from './client.ts';
import { ada, grace, ids, testTenant } from './tenant.ts';

const graph = '00000003-0000-0000-c000-000000000000';
const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => {
  tenant.control.reset();
  tenant.control.addPermissionGrant({ clientId: ids.web, resourceId: graph, scope: 'User.ReadWrite' });
});

const tokenFor = (scopes: string[], claims: Record<string, unknown> = {}) =>
  tenant.control.issueToken({ clientId: ids.web, user: ada?.id ?? '', scopes, claims });
const ask = async (method: string, path: string, token?: string, body?: string): Promise<ParsedResponse> =>
  parseResponse(
    await fetch(`${tenant.origin}${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body }),
    }),
  );
const guid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const refusal = (code: string, message: string) => ({
  error: {
    code,
    message,
    innerError: {
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
      'request-id': guid,
      'client-request-id': guid,
    },
  },
});
const profile = {
  '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users/$entity',
  businessPhones: [],
  displayName: 'Ada Lovelace',
  givenName: 'Ada',
  jobTitle: null,
  mail: 'ada@contoso.com',
  mobilePhone: null,
  officeLocation: null,
  preferredLanguage: null,
  surname: 'Lovelace',
  userPrincipalName: `${ada?.id}@contoso.onmicrosoft.com`,
  id: ada?.id,
};
const userInfo = (picture: string, sub: unknown) => ({
  sub,
  name: 'Ada Lovelace',
  family_name: 'Lovelace',
  given_name: 'Ada',
  picture: `${picture}/v1.0/me/photo/$value`,
  email: 'ada@contoso.com',
});

describe('userinfo', () => {
  test('is where discovery says, and agrees with the ID token of the sign-in', async () => {
    const { body } = await post(tenant, 'token', await codeRequest(tenant, { scope: 'openid profile email' }));
    const discovery = await ask('GET', `/${tenant.tenantId}/v2.0/.well-known/openid-configuration`);
    const url = String(discovery.body.userinfo_endpoint);
    expect(url).toBe(`${tenant.origin}/oidc/userinfo`);
    const { sub } = decodeJwt(String(body.id_token));
    for (const method of ['GET', 'POST']) {
      const response = await ask(method, new URL(url).pathname, String(body.access_token));
      expect([response.status, response.body]).toEqual([200, userInfo(tenant.origin, sub)]);
    }
  });

  test('says no more than the scopes allow', async () => {
    const { status, body } = await ask('GET', '/oidc/userinfo', await tokenFor(['openid']));
    expect([status, Object.keys(body)]).toEqual([200, ['sub']]);
    expect((await ask('GET', '/oidc/userinfo', await tokenFor(['User.Read']))).status).toBe(403);
  });

  test('asked as graph.microsoft.com, and by the metadata of version 1', async () => {
    const token = await tokenFor(['openid', 'profile', 'email']);
    const headers = { authorization: `Bearer ${token}` };
    const asGraph = await askAs(tenant, 'graph.microsoft.com', 'GET', '/oidc/userinfo', { headers });
    expect(asGraph.body).toEqual(userInfo('https://graph.microsoft.com', expect.any(String)));
    const older = await ask('GET', `/${tenant.tenantId}/openid/userinfo`, token);
    expect(older.body.sub).toBe(asGraph.body.sub);
  });
});

describe('profiles', () => {
  test.each(['/v1.0/me', `/v1.0/users/${ada?.id}`, `/v1.0/users/${ada?.id}@contoso.onmicrosoft.com`])(
    '%s',
    async (path) => {
      const token = await tokenFor(['User.Read']);
      const own = await ask('GET', path, token);
      expect([own.status, own.body]).toEqual([200, profile]);
      expect(own.headers).toMatchObject({ 'request-id': guid, 'access-control-allow-origin': '*' });
      const asGraph = await askAs(tenant, 'graph.microsoft.com', 'GET', path, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect([asGraph.status, asGraph.body]).toEqual([200, profile]);
    },
  );

  test('$select', async () => {
    const token = await tokenFor(['User.Read']);
    const some = await ask('GET', '/v1.0/me?$select=id,country,identities', token);
    expect(Object.keys(some.body)).toEqual(['@odata.context', 'id', 'country', 'identities']);
    const anyCase = await ask('GET', '/v1.0/Me?$select=DisplayName, ID', token);
    expect(Object.keys(anyCase.body)).toEqual(['@odata.context', 'displayName', 'id']);
    expect((await ask('GET', '/v1.0/me?$select=*', token)).body).toMatchObject({ id: ada?.id, accountEnabled: true });
    const unknown = await ask('GET', '/v1.0/me?$select=shoeSize', token);
    const message =
      "Parsing OData Select and Expand failed: Could not find a property named 'shoeSize' on type 'microsoft.graph.user'.";
    expect([unknown.status, unknown.body]).toEqual([400, refusal('BadRequest', message)]);
  });

  test('changes of one’s own are in the next tokens', async () => {
    const token = await tokenFor(['User.ReadWrite']);
    const changes = { '@odata.type': '#microsoft.graph.user', displayName: 'Augusta Ada', surname: null };
    expect((await ask('PATCH', '/v1.0/me', token, JSON.stringify(changes))).status).toBe(204);
    expect((await ask('PATCH', `/v1.0/users/${ada?.id}`, token, '{"city":"London"}')).status).toBe(204);
    const { body } = await ask('GET', '/v1.0/me?$select=displayName,surname,givenName,city', token);
    expect(body).toMatchObject({ displayName: 'Augusta Ada', surname: null, givenName: 'Ada', city: 'London' });
    expect(decodeJwt(await tokenFor(['User.Read'])).name).toBe('Augusta Ada');
  });

  test.each([
    ['without the permission', 'User.Read', '{"displayName":"x"}', 403, 'Authorization_RequestDenied'],
    ['of what is an administrator’s', 'User.ReadWrite', '{"mail":"x@y.z"}', 403, 'Authorization_RequestDenied'],
    ['of a phone', 'User.ReadWrite', '{"mobilePhone":"+1 555 0100"}', 403, 'Authorization_RequestDenied'],
    ['of what does not exist', 'User.ReadWrite', '{"shoeSize":"9"}', 400, 'Request_BadRequest'],
    ['to nothing', 'User.ReadWrite', '{"displayName":null}', 400, 'Request_BadRequest'],
    ['to a number', 'User.ReadWrite', '{"city":9}', 400, 'Request_BadRequest'],
    ['that are not JSON', 'User.ReadWrite', 'x', 400, 'BadRequest'],
    ['that are a list', 'User.ReadWrite', '[]', 400, 'BadRequest'],
    ['that are huge', 'User.ReadWrite', JSON.stringify({ city: 'x'.repeat(2_000_000) }), 400, 'BadRequest'],
  ])('changes %s are refused', async (_what, scope, body, status, code) => {
    const response = await ask('PATCH', '/v1.0/me', await tokenFor([scope]), body);
    expect([response.status, response.body]).toEqual([status, refusal(code, expect.any(String) as string)]);
    expect((await ask('GET', '/v1.0/me', await tokenFor(['User.Read']))).body).toEqual(profile);
  });

  test('the phone of a second factor is in the profile, and nobody changes someone else', async () => {
    tenant.control.updateUser(ada?.id ?? '', { mobilePhone: '+1 555 0100' });
    const token = await tokenFor(['User.ReadWrite', 'User.Read']);
    expect((await ask('GET', '/v1.0/me', token)).body).toMatchObject({ mobilePhone: '+1 555 0100' });
    for (const id of [grace?.id, ids.web]) {
      const { status, body } = await ask('PATCH', `/v1.0/users/${id}`, token, '{"city":"London"}');
      expect([status, body]).toMatchObject([403, { error: { code: 'Authorization_RequestDenied' } }]);
    }
  });

  test('a photo there is none', async () => {
    const token = await tokenFor(['User.Read']);
    for (const path of ['/v1.0/me/photo/$value', '/v1.0/me/photo/%24value', `/v1.0/users/${ada?.id}/photo/$value`]) {
      const { status, body } = await ask('GET', path, token);
      expect([status, body]).toEqual([404, refusal('ImageNotFound', expect.any(String) as string)]);
    }
  });

  test('someone else, with permission and without', async () => {
    const path = `/v1.0/users/${grace?.id}`;
    const refused = await ask('GET', path, await tokenFor(['User.Read']));
    const message = 'Insufficient privileges to complete the operation.';
    expect([refused.status, refused.body]).toEqual([403, refusal('Authorization_RequestDenied', message)]);
    tenant.control.addPermissionGrant({ clientId: ids.web, resourceId: graph, scope: 'User.Read.All' });
    const token = await tokenFor(['User.Read.All']);
    expect((await ask('GET', path, token)).body.displayName).toBe('Grace Hopper');
    const nobody = await ask('GET', `/v1.0/users/${ids.web}`, token);
    expect([nobody.status, nobody.body]).toEqual([
      404,
      refusal(
        'Request_ResourceNotFound',
        `Resource '${ids.web}' does not exist or one of its queried reference-property objects are not present.`,
      ),
    ]);
  });

  test('an application as itself, by its app role', async () => {
    const scopes = ['https://graph.microsoft.com/.default'];
    const without = await tenant.control.issueToken({ clientId: ids.daemon, scopes });
    expect((await ask('GET', `/v1.0/users/${ada?.id}`, without)).status).toBe(403);
    tenant.control.addRoleAssignment({ principalId: ids.daemon, resourceId: graph, appRole: 'User.Read.All' });
    const token = await tenant.control.issueToken({ clientId: ids.daemon, scopes });
    expect((await ask('GET', `/v1.0/users/${ada?.id}`, token)).status).toBe(200);
    const me = await ask('GET', '/v1.0/me', token);
    const message = '/me request is only valid with delegated authentication flow.';
    expect([me.status, me.body]).toEqual([400, refusal('BadRequest', message)]);
  });
});

describe('tokens', () => {
  const refused = (message: unknown) => [401, refusal('InvalidAuthenticationToken', message as string)];
  test.each<[string, () => Promise<string | undefined>, string]>([
    ['none', async () => undefined, 'Access token is empty.'],
    ['one that is no JWT', async () => 'x', 'IDX14100: JWT is not well formed, there are no dots (.).'],
    [
      'one for another API',
      () => tokenFor([`api://${ids.api}/ToDoList.Read`]),
      'Access token validation failure. Invalid audience.',
    ],
    [
      'one that has ended',
      () => tokenFor(['User.Read'], { exp: 1 }),
      'Lifetime validation failed, the token is expired.',
    ],
    ['one of another tenant', () => tokenFor(['User.Read'], { iss: 'https://sts.windows.net/x/' }), 'Invalid issuer.'],
    [
      'one with another signature',
      async () => (await tokenFor(['User.Read'])).replace(/[^.]*$/, 'AAAA'),
      'Signature is invalid.',
    ],
  ])('%s', async (_what, token, message) => {
    const response = await ask('GET', '/v1.0/me', await token());
    expect([response.status, response.body]).toEqual(refused(message));
    expect(response.headers['www-authenticate']).toContain(`client_id="${graph}"`);
  });

  test('the OpenID scopes alone do not read a profile', async () => {
    expect((await ask('GET', '/v1.0/me', await tokenFor(['openid', 'profile']))).status).toBe(403);
  });

  test('of someone who has gone', async () => {
    const token = await tokenFor(['User.Read']);
    tenant.control.removeUser(ada?.id ?? '');
    expect((await ask('GET', '/v1.0/me', token)).status).toBe(404);
  });
});

test('pages of any origin may ask', async () => {
  const response = await fetch(`${tenant.origin}/v1.0/me`, {
    method: 'OPTIONS',
    headers: { origin: 'https://app.example.com', 'access-control-request-headers': 'authorization' },
  });
  expect([response.status, response.headers.get('access-control-allow-headers')]).toEqual([200, 'authorization']);
});

test.each(['/v1.0/applications', '/v1.0/me/messages', '/v1.0', '/anything'])('%s is not there', async (path) => {
  const headers = { authorization: `Bearer ${await tokenFor(['User.Read'])}` };
  const { status, body } = await askAs(tenant, 'graph.microsoft.com', 'GET', path, { headers });
  expect([status, body]).toEqual([400, refusal('BadRequest', expect.stringContaining('segment') as string)]);
});
