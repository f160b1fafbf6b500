import { createHmac } from 'node:crypto';
import { exportJWK, exportSPKI, importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ada,
  apiClientId,
  daemonClientId,
  daemonObjectId,
  makeKey,
  startTenant,
  tenantId,
  webClientId,
  type Claims,
  type LocalTenant,
  type SigningKey,
} from './support/local-tenant.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

let tenant: LocalTenant;
let api: RunningApi;
let attackersKey: SigningKey;

beforeAll(async () => {
  tenant = await startTenant();
  api = await startApi(tenant, { allowedClientApps: [webClientId, daemonClientId] });
  attackersKey = await makeKey();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await tenant[Symbol.asyncDispose]();
});

const READ = ['ToDoList.Read.All'];
const WRITE = ['ToDoList.ReadWrite.All'];
const seconds = (): number => Math.floor(Date.now() / 1_000);
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const goodClaims = (): Claims => ({
  iss: tenant.issuer,
  aud: apiClientId,
  tid: tenantId,
  ver: '2.0',
  azp: daemonClientId,
  oid: daemonObjectId,
  sub: daemonObjectId,
  roles: WRITE,
  idtyp: 'app',
  iat: seconds() - 5,
  nbf: seconds() - 5,
  exp: seconds() + 600,
});

const kid = (): string => tenant.signingKey().kid;

/** A token whose signature is made by `signature` over its first two parts. */
const forge = (header: object, signature: (input: string) => string): string => {
  const input = `${encode(header)}.${encode(goodClaims())}`;
  return `${input}.${signature(input)}`;
};

const list = (token: string) => api.call('GET', '/api/todolist', { token });

test('a good token passes: what the table below changes is what is refused', async () => {
  expect((await list(await tenant.sign(goodClaims()))).status).toBe(200);
});

describe('forged signatures', () => {
  const publicKeyPem = (): Promise<string> => exportSPKI(tenant.signingKey().publicKey);
  const byAttacker = (header: Record<string, unknown>) => tenant.sign(goodClaims(), header, attackersKey);

  test.each<[string, () => Promise<string> | string]>([
    ['alg none, no signature', () => forge({ alg: 'none', typ: 'JWT', kid: kid() }, () => '')],
    ['alg NoNe, old signature', () => forge({ alg: 'NoNe', typ: 'JWT', kid: kid() }, () => 'AAAA')],
    ['alg empty', () => forge({ alg: '', typ: 'JWT', kid: kid() }, () => 'AAAA')],
    ['no alg', () => forge({ typ: 'JWT', kid: kid() }, () => 'AAAA')],
    [
      'HS256 with the public key as its secret',
      async () => {
        const pem = await publicKeyPem();
        const header = { alg: 'HS256', typ: 'JWT', kid: kid() };
        return forge(header, (input) => createHmac('sha256', pem).update(input).digest('base64url'));
      },
    ],
    ['another key under the tenant’s kid', () => byAttacker({ kid: kid() })],
    ['another key under its own kid', () => byAttacker({})],
    ['no kid', () => byAttacker({ kid: undefined })],
    ['kid traversal', () => byAttacker({ kid: '../../../../dev/null' })],
    ['kid injection', () => byAttacker({ kid: "x' UNION SELECT 'key" })],
    ['kid of a prototype', () => byAttacker({ kid: '__proto__' })],
    ['kid that is no string', () => forge({ alg: 'RS256', typ: 'JWT', kid: { $ne: null } }, () => 'AAAA')],
    ['its own key in jwk', () => byAttacker({ kid: kid(), jwk: attackersKey.jwk })],
    ['its own key in jwk, without kid', () => byAttacker({ kid: undefined, jwk: attackersKey.jwk })],
    ['jku', () => byAttacker({ jku: `${tenant.authority}attackers-keys` })],
    ['x5u', () => byAttacker({ x5u: `${tenant.authority}attackers-certificate` })],
    ['a crit header that nobody knows', () => tenantSignedWithCrit()],
    ['PS256 with the tenant’s key', () => signedByTenantAs('PS256')],
    ['RS512 with the tenant’s key', () => signedByTenantAs('RS512')],
    ['a changed payload', async () => changePayload(await tenant.sign(goodClaims()))],
    ['a cut signature', async () => (await tenant.sign(goodClaims())).slice(0, -8)],
    ['no signature', async () => (await tenant.sign(goodClaims())).replace(/[^.]*$/, '')],
  ])('%s', async (_attack, make) => {
    const answer = await list(await make());
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('a token never makes the API fetch an address of its choosing', async () => {
    const before = tenant.paths.length;
    await list(
      await byAttacker({ kid: kid(), jku: `${tenant.authority}attackers-keys`, x5u: `${tenant.authority}x5u` }),
    );
    expect(tenant.paths.slice(before)).toEqual([]);
  });

  const signedByTenantAs = async (alg: string): Promise<string> => {
    const privateKey = await importJWK(await exportJWK(tenant.signingKey().privateKey), alg);
    return new SignJWT(goodClaims()).setProtectedHeader({ alg, typ: 'JWT', kid: kid() }).sign(privateKey);
  };

  /** jose will not sign with a crit it does not know; the signature is right all the same. */
  const tenantSignedWithCrit = async (): Promise<string> => {
    const { subtle } = globalThis.crypto;
    const input = `${encode({ alg: 'RS256', typ: 'JWT', kid: kid(), crit: ['exp2'], exp2: 1 })}.${encode(goodClaims())}`;
    const signature = await subtle.sign('RSASSA-PKCS1-v1_5', tenant.signingKey().privateKey, Buffer.from(input));
    return `${input}.${Buffer.from(signature).toString('base64url')}`;
  };

  const changePayload = (token: string): string => {
    const [header, , signature] = token.split('.');
    return [header, encode({ ...goodClaims(), roles: [...WRITE, 'Admin'] }), signature].join('.');
  };
});

describe('claims of a rightly signed token', () => {
  test.each<[string, () => Claims, RegExp]>([
    ['another audience', () => ({ aud: webClientId }), /another API \(aud\)/],
    ['the Application ID URI as audience', () => ({ aud: `api://${apiClientId}` }), /another API \(aud\)/],
    ['no audience', () => ({ aud: undefined }), /aud/],
    ['another issuer', () => ({ iss: 'https://evil.ciamlogin.com/evil/v2.0' }), /another issuer \(iss\)/],
    ['the issuer with more behind it', () => ({ iss: `${tenant.issuer}/evil` }), /another issuer/],
    ['no issuer', () => ({ iss: undefined }), /iss/],
    ['another tenant', () => ({ tid: '99999999-0000-cccc-1111-dddd2222eeee' }), /another tenant \(tid\)/],
    ['no tenant', () => ({ tid: undefined }), /another tenant/],
    ['expired', () => ({ exp: seconds() - 61 }), /expired \(exp\)/],
    ['no expiry', () => ({ exp: undefined }), /exp/],
    ['an expiry that is no number', () => ({ exp: 'never' }), /exp/],
    ['not yet valid', () => ({ nbf: seconds() + 70 }), /not valid yet \(nbf\)/],
    ['version 1.0', () => ({ ver: '1.0', iss: 'https://sts.windows.net/x/' }), /requestedAccessTokenVersion to 2/],
    ['another version', () => ({ ver: '3.0' }), /version 2\.0/],
    ['no version', () => ({ ver: undefined }), /version 2\.0/],
    ['neither scp nor roles', () => ({ roles: undefined }), /neither scopes \(scp\) nor app roles/],
    ['empty scp and roles', () => ({ roles: [], scp: ' ' }), /neither/],
    ['roles as one string', () => ({ roles: 'ToDoList.ReadWrite.All' }), /neither/],
    ['an ID token with roles', () => ({ azp: undefined, idtyp: undefined, nonce: 'n' }), /not an access token/],
    ['no oid', () => ({ oid: undefined }), /no caller/],
    ['an oid that is no GUID', () => ({ oid: "' OR 1=1 --" }), /no caller/],
  ])('%s', async (_attack, claims, reason) => {
    const answer = await list(await tenant.sign({ ...goodClaims(), ...claims() }));
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'invalid_token', detail: expect.stringMatching(reason) });
    expect(answer.headers.get('www-authenticate')).toMatch(reason);
  });

  test('another token type', async () => {
    expect((await list(await tenant.sign(goodClaims(), { typ: 'logout+jwt' }))).status).toBe(401);
    expect((await list(await tenant.sign(goodClaims(), { typ: undefined }))).status).toBe(401);
  });

  test('clocks may differ by a minute, both ways', async () => {
    const token = await tenant.sign({ ...goodClaims(), nbf: seconds() + 50, exp: seconds() + 600 });
    expect((await list(token)).status).toBe(200);
    expect((await list(await tenant.sign({ ...goodClaims(), exp: seconds() - 50 }))).status).toBe(200);
  });
});

describe('what a good token does not permit', () => {
  test.each<[string, () => Promise<string>, string]>([
    ['an app with Read.All', () => tenant.appToken(READ), 'ToDoList.ReadWrite.All'],
    [
      'an app with a user’s scope among its roles',
      () => tenant.appToken(['ToDoList.ReadWrite']),
      'ToDoList.ReadWrite.All',
    ],
    [
      'an app with roles of another spelling',
      () => tenant.appToken(['todolist.readwrite.all']),
      'ToDoList.ReadWrite.All',
    ],
    [
      'roles without idtyp that do not suffice',
      () => tenant.appToken(READ, { idtyp: undefined }),
      'ToDoList.ReadWrite.All',
    ],
    ['a user with ToDoList.Read', () => tenant.userToken(ada, 'ToDoList.Read'), 'ToDoList.ReadWrite'],
    [
      'a user with ToDoList.Read who holds an app’s role',
      () => tenant.userToken(ada, 'ToDoList.Read', { roles: WRITE }),
      'ToDoList.ReadWrite',
    ],
    [
      'a user with an app’s role and no scope',
      () => tenant.userToken(ada, '', { roles: WRITE, idtyp: 'user' }),
      'ToDoList.ReadWrite',
    ],
    [
      'a user with ToDoList.Read who holds a role named as a scope',
      () => tenant.userToken(ada, 'ToDoList.Read', { roles: ['ToDoList.ReadWrite'] }),
      'ToDoList.ReadWrite',
    ],
    [
      'an app with a role’s name among scopes',
      () => tenant.appToken([], { scp: WRITE.join(' ') }),
      'ToDoList.ReadWrite.All',
    ],
    [
      'a user with a scope whose name begins alike',
      () => tenant.userToken(ada, 'ToDoList.ReadWriteX'),
      'ToDoList.ReadWrite',
    ],
  ])('%s does not write', async (_who, make, needed) => {
    const body = { owner: ada, description: 'No' };
    const answer = await api.call('POST', '/api/todolist', { token: await make(), body });
    expect(answer).toMatchObject({ status: 403, body: { code: 'insufficient_permission' } });
    expect(answer.headers.get('www-authenticate')).toContain(`error="insufficient_scope"`);
    expect(answer.headers.get('www-authenticate')).toContain(`scope="${needed}"`);
  });

  test('a user with roles and a scope sees their own only', async () => {
    const app = await tenant.appToken(WRITE);
    await api.call('POST', '/api/todolist', { token: app, body: { owner: daemonObjectId, description: 'Not ada’s' } });
    const answer = await list(await tenant.userToken(ada, 'ToDoList.ReadWrite', { roles: WRITE }));
    expect(answer).toMatchObject({ status: 200, body: [] });
  });

  test('roles without idtyp are an app’s', async () => {
    const token = await tenant.appToken(WRITE, { idtyp: undefined });
    const answer = await api.call('POST', '/api/todolist', { token, body: { owner: ada, description: 'Yes' } });
    expect(answer.status).toBe(201);
  });

  test('an app that is not allowed gets 403, whatever it holds', async () => {
    const token = await tenant.appToken(WRITE, { azp: '00001111-aaaa-2222-bbbb-00000000bad0' });
    const answer = await list(token);
    expect(answer).toMatchObject({ status: 403, body: { code: 'app_not_allowed' } });
    expect(answer.headers.get('www-authenticate')).toContain('ALLOWED_CLIENT_APPS');
  });
});

describe('requests', () => {
  test('without a token are told how to send one, and no error code', async () => {
    const answer = await api.call('GET', '/api/todolist');
    expect(answer).toMatchObject({ status: 401, body: { code: 'missing_token' } });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="todolist"');
  });

  test.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearer "x"', 'Bearer x', 'bearer ..', 'x'])(
    'with Authorization: %s',
    async (Authorization) => {
      expect((await api.call('GET', '/api/todolist', { headers: { Authorization } })).status).toBe(401);
    },
  );

  test('with the token in the query or the body are without a token', async () => {
    const token = await tenant.appToken(WRITE);
    expect((await api.call('GET', `/api/todolist?access_token=${token}`)).status).toBe(401);
    const body = { access_token: token, owner: ada, description: 'No' };
    expect((await api.call('POST', '/api/todolist', { body })).status).toBe(401);
  });

  test('with an oversized token are refused, and the API lives', async () => {
    const token = await tenant.sign({ ...goodClaims(), groups: 'x'.repeat(20_000) });
    const response = await fetch(`${api.url}/api/todolist`, { headers: { Authorization: `Bearer ${token}` } });
    expect(response.status).toBe(431);
    expect((await list(await tenant.sign(goodClaims()))).status).toBe(200);
  });
});
