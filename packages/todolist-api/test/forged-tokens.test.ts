import { createHmac, createPublicKey } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from 'ciam-emulator';
import { decodeJwt, importJWK, SignJWT, type JWK, type JWTPayload } from 'jose';
import { scriptedServer, type ScriptedServer } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goodToken } from './support/callers.ts';
import { type ForeignKey, makeForeignKey } from './support/foreign-key.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

let tenant: Emulator;
let api: RunningApi;
let folder: string;
/** The tenant's own key, with its private part. */
let tenantKey: JWK;
let claims: JWTPayload;
let attackersKey: ForeignKey;
/** Publishes the attacker's key. */
let attackersServer: ScriptedServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forged-'));
  const file = join(folder, 'keys.json');
  tenant = await startEmulator({ keys: file });
  [tenantKey] = JSON.parse(await readFile(file, 'utf8')).keys;
  claims = decodeJwt(await goodToken(tenant));
  api = await startApi(tenant);
  attackersKey = await makeForeignKey();
  const keys = [attackersKey.jwk, { ...attackersKey.jwk, kid: kid() }];
  attackersServer = await scriptedServer({ status: 200, body: { keys } });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await attackersServer[Symbol.asyncDispose]();
  await tenant[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const kid = (): string => tenantKey.kid ?? '';
/** A token whose signature is made by `signature` over its first two parts. */
const forge = (header: object, signature: (input: string) => string): string => {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signature(input)}`;
};

const list = (token: string) => api.call('GET', '/api/todolist', { token });

test('a good token passes: what the table below changes is what is refused', async () => {
  expect((await list(await goodToken(tenant))).status).toBe(200);
});

describe('forged signatures', () => {
  const byAttacker = (header: Record<string, unknown>) => attackersKey.sign(claims, header);

  test.each<[string, () => Promise<string> | string]>([
    ['alg none, no signature', () => forge({ alg: 'none', typ: 'JWT', kid: kid() }, () => '')],
    ['alg NoNe, old signature', () => forge({ alg: 'NoNe', typ: 'JWT', kid: kid() }, () => 'AAAA')],
    ['alg empty', () => forge({ alg: '', typ: 'JWT', kid: kid() }, () => 'AAAA')],
    ['no alg', () => forge({ typ: 'JWT', kid: kid() }, () => 'AAAA')],
    [
      'HS256 with the public key as its secret',
      () => {
        const pem = createPublicKey({ key: tenantKey, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
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
    ['jku', () => byAttacker({ jku: attackersServer.url })],
    ['x5u', () => byAttacker({ x5u: attackersServer.url })],
    ['a crit header that nobody knows', () => tenant.control.signToken(claims, { crit: ['exp2'], exp2: 1 })],
    ['PS256 with the tenant’s key', () => signedByTenantAs('PS256')],
    ['RS512 with the tenant’s key', () => signedByTenantAs('RS512')],
    ['a changed payload', async () => changePayload(await goodToken(tenant))],
    ['a cut signature', async () => (await goodToken(tenant)).slice(0, -8)],
    ['no signature', async () => (await goodToken(tenant)).replace(/[^.]*$/, '')],
  ])('%s', async (_attack, make) => {
    const response = await list(await make());
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  test('a token never makes the API fetch an address of its choosing', async () => {
    tenant.control.clearRequests();
    await list(await byAttacker({ kid: kid(), jku: attackersServer.url, x5u: attackersServer.url }));
    expect(attackersServer.received).toEqual([]);
    expect(tenant.control.requests).toEqual([]);
  });

  const signedByTenantAs = async (alg: string): Promise<string> => {
    const privateKey = await importJWK(tenantKey, alg);
    return new SignJWT(claims).setProtectedHeader({ alg, typ: 'JWT', kid: kid() }).sign(privateKey);
  };

  const changePayload = (token: string): string => {
    const [header, , signature] = token.split('.');
    return [header, encode({ ...claims, roles: ['ToDoList.ReadWrite.All', 'Admin'] }), signature].join('.');
  };
});
