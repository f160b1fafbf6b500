import { type Emulator, startEmulator } from 'ciam-emulator';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { apiClientId, daemonClientId } from './support/callers.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

let tenant: Emulator;
let api: RunningApi;

beforeAll(async () => {
  tenant = await startEmulator();
  api = await startApi(tenant, { now: () => tenant.control.now() });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await tenant.close();
});
beforeEach(() => tenant.control.reset());

const daemonToken = async (): Promise<string> => {
  const response = await fetch(`${tenant.authority}${tenant.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: daemonClientId,
      client_secret: 'emulator-only-not-a-secret',
      scope: `api://${apiClientId}/.default`,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
};
const list = (token: string) => api.call('GET', '/api/todolist', { token });

test('the daemon’s token from the local tenant reads and writes', async () => {
  const token = await daemonToken();
  const body = { owner: tenant.users[0]?.id, description: 'From the daemon' };
  expect((await api.call('POST', '/api/todolist', { token, body })).status).toBe(201);
  expect((await list(token)).status).toBe(200);
});

test('tokens expire by the clock of the local tenant', async () => {
  const token = await daemonToken();
  expect((await list(token)).status).toBe(200);
  tenant.control.setClock({ advanceSeconds: 2 * 3_600 });
  expect((await list(token)).body).toMatchObject({
    detail: expect.stringMatching(/^The token has expired \(exp\)/),
    reason: 'expired',
  });
  expect((await list(await daemonToken())).status).toBe(200);
});

test('keys that the local tenant rotates are picked up at once', async () => {
  const before = await daemonToken();
  expect((await list(before)).status).toBe(200);
  await tenant.control.rotateKeys({ forget: true });
  expect((await list(await daemonToken())).status).toBe(200);
  expect((await list(before)).status).toBe(401);
});

test.each(['expired_token', 'future_token', 'wrong_issuer', 'bad_signature', 'unknown_kid'] as const)(
  'a token with the fault %s is refused',
  async (kind) => {
    tenant.control.addFault({ endpoint: 'token', kind });
    expect((await list(await daemonToken())).status).toBe(401);
  },
);
