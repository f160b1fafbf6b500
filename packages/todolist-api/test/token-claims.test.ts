import { type Emulator, startEmulator } from 'ciam-emulator';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiClientId, type Claims, goodToken, webClientId } from './support/callers.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

let tenant: Emulator;
let api: RunningApi;

beforeAll(async () => {
  tenant = await startEmulator();
  api = await startApi(tenant);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await tenant[Symbol.asyncDispose]();
});

const seconds = (): number => Math.floor(Date.now() / 1_000);
const list = (token: string) => api.call('GET', '/api/todolist', { token });

test('a good token passes: what the table below changes is what is refused', async () => {
  expect((await list(await goodToken(tenant))).status).toBe(200);
});

test.each<[string, Claims]>([
  ['wrong_audience', { aud: webClientId }],
  ['wrong_issuer', { iss: 'https://evil.ciamlogin.com/evil/v2.0' }],
  ['expired', { exp: seconds() - 7200 }],
  ['not_yet_valid', { nbf: seconds() + 7200 }],
  ['no_permissions', { roles: null }],
])('programs learn that it is %s', async (reason, claims) => {
  const { body } = await list(await goodToken(tenant, claims));
  expect(body).toMatchObject({ code: 'invalid_token', reason });
});

test.each<[string, number, RegExp]>([
  ['begins later', 15 * 60, /not valid yet \(nbf\)\. The clock of this API is 15 minutes behind the tenant's\./],
  [
    'ended before',
    -180 * 60,
    /expired \(exp\)\. If it is new: The clock of this API is 180 minutes ahead of the tenant's\./,
  ],
])('a token that %s says by how much', async (_, advanceSeconds, detail) => {
  tenant.control.setClock({ advanceSeconds });
  const token = await goodToken(tenant);
  tenant.control.setClock({ reset: true });
  const { body } = await list(token);
  expect(body).toMatchObject({ detail: expect.stringMatching(detail) });
});

describe('claims of a rightly signed token', () => {
  test.each<[string, () => Claims, RegExp]>([
    ['another audience', () => ({ aud: webClientId }), /another API \(aud\)/],
    ['the Application ID URI as audience', () => ({ aud: `api://${apiClientId}` }), /another API \(aud\)/],
    ['no audience', () => ({ aud: null }), /aud/],
    ['another issuer', () => ({ iss: 'https://evil.ciamlogin.com/evil/v2.0' }), /another issuer \(iss\)/],
    ['the issuer with more behind it', () => ({ iss: `${tenant.issuer}/evil` }), /another issuer/],
    ['no issuer', () => ({ iss: null }), /iss/],
    ['another tenant', () => ({ tid: '99999999-0000-cccc-1111-dddd2222eeee' }), /another tenant \(tid\)/],
    ['no tenant', () => ({ tid: null }), /another tenant/],
    ['expired', () => ({ exp: seconds() - 61 }), /expired \(exp\)/],
    ['no expiry', () => ({ exp: null }), /exp/],
    ['an expiry that is not a number', () => ({ exp: 'never' }), /exp/],
    ['not yet valid', () => ({ nbf: seconds() + 70 }), /not valid yet \(nbf\)/],
    ['version 1.0', () => ({ ver: '1.0', iss: 'https://sts.windows.net/x/' }), /requestedAccessTokenVersion to 2/],
    ['another version', () => ({ ver: '3.0' }), /version 2\.0/],
    ['no version', () => ({ ver: null }), /version 2\.0/],
    ['neither scp nor roles', () => ({ roles: null }), /neither scopes \(scp\) nor app roles/],
    ['empty scp and roles', () => ({ roles: [], scp: ' ' }), /neither/],
    ['roles as one string', () => ({ roles: 'ToDoList.ReadWrite.All' }), /neither/],
    ['an ID token with roles', () => ({ azp: null, idtyp: null, nonce: 'n' }), /not an access token/],
    ['no oid', () => ({ oid: null }), /no caller/],
    ['an oid that is not a GUID', () => ({ oid: "' OR 1=1 --" }), /no caller/],
  ])('%s', async (_attack, claims, reason) => {
    const response = await list(await goodToken(tenant, claims()));
    expect(response.status).toBe(401);
    expect(response.body).toMatchObject({ code: 'invalid_token', detail: expect.stringMatching(reason) });
    expect(response.headers.get('www-authenticate')).toMatch(reason);
  });

  test('another token type', async () => {
    const claims = decodeJwt(await goodToken(tenant));
    expect((await list(await tenant.control.signToken(claims))).status).toBe(200);
    expect((await list(await tenant.control.signToken(claims, { typ: 'logout+jwt' }))).status).toBe(401);
    expect((await list(await tenant.control.signToken(claims, { typ: undefined }))).status).toBe(401);
  });

  test('clocks may differ by a minute, both ways', async () => {
    const token = await goodToken(tenant, { nbf: seconds() + 50, exp: seconds() + 600 });
    expect((await list(token)).status).toBe(200);
    expect((await list(await goodToken(tenant, { exp: seconds() - 50 }))).status).toBe(200);
  });
});
