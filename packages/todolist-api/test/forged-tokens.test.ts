import { createHmac } from 'node:crypto';
import { exportJWK, exportSPKI, importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goodClaims, makeKey, startTenant, type LocalTenant, type SigningKey } from './support/local-tenant.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

let tenant: LocalTenant;
let api: RunningApi;
let attackersKey: SigningKey;

beforeAll(async () => {
  tenant = await startTenant();
  api = await startApi(tenant);
  attackersKey = await makeKey();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await tenant[Symbol.asyncDispose]();
});

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const kid = (): string => tenant.signingKey().kid;
/** A token whose signature is made by `signature` over its first two parts. */
const forge = (header: object, signature: (input: string) => string): string => {
  const input = `${encode(header)}.${encode(goodClaims(tenant))}`;
  return `${input}.${signature(input)}`;
};

const list = (token: string) => api.call('GET', '/api/todolist', { token });

test('a good token passes: what the table below changes is what is refused', async () => {
  expect((await list(await tenant.sign(goodClaims(tenant)))).status).toBe(200);
});

describe('forged signatures', () => {
  const publicKeyPem = (): Promise<string> => exportSPKI(tenant.signingKey().publicKey);
  const byAttacker = (header: Record<string, unknown>) => tenant.sign(goodClaims(tenant), header, attackersKey);

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
    ['kid that is not a string', () => forge({ alg: 'RS256', typ: 'JWT', kid: { $ne: null } }, () => 'AAAA')],
    ['its own key in jwk', () => byAttacker({ kid: kid(), jwk: attackersKey.jwk })],
    ['its own key in jwk, without kid', () => byAttacker({ kid: undefined, jwk: attackersKey.jwk })],
    ['jku', () => byAttacker({ jku: `${tenant.authority}attackers-keys` })],
    ['x5u', () => byAttacker({ x5u: `${tenant.authority}attackers-certificate` })],
    ['a crit header that nobody knows', () => tenantSignedWithCrit()],
    ['PS256 with the tenant’s key', () => signedByTenantAs('PS256')],
    ['RS512 with the tenant’s key', () => signedByTenantAs('RS512')],
    ['a changed payload', async () => changePayload(await tenant.sign(goodClaims(tenant)))],
    ['a cut signature', async () => (await tenant.sign(goodClaims(tenant))).slice(0, -8)],
    ['no signature', async () => (await tenant.sign(goodClaims(tenant))).replace(/[^.]*$/, '')],
  ])('%s', async (_attack, make) => {
    const response = await list(await make());
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
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
    return new SignJWT(goodClaims(tenant)).setProtectedHeader({ alg, typ: 'JWT', kid: kid() }).sign(privateKey);
  };

  /** jose will not sign with a crit it does not know; the signature is right all the same. */
  const tenantSignedWithCrit = async (): Promise<string> => {
    const { subtle } = globalThis.crypto;
    const input = `${encode({ alg: 'RS256', typ: 'JWT', kid: kid(), crit: ['exp2'], exp2: 1 })}.${encode(goodClaims(tenant))}`;
    const signature = await subtle.sign('RSASSA-PKCS1-v1_5', tenant.signingKey().privateKey, Buffer.from(input));
    return `${input}.${Buffer.from(signature).toString('base64url')}`;
  };

  const changePayload = (token: string): string => {
    const [header, , signature] = token.split('.');
    return [header, encode({ ...goodClaims(tenant), roles: ['ToDoList.ReadWrite.All', 'Admin'] }), signature].join('.');
  };
});
