import { decodeJwt } from 'jose';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startEmulator } from '../src/index.ts';
import { type ParsedResponse, codeRequest, post } from './client.ts';
import { failure } from './failure.ts';
import { ada, clientSecret, ids, testTenant } from './tenant.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());

const api = `api://${ids.api}`;
const graph = 'https://graph.microsoft.com';
const consentMissing = failure(
  400,
  'invalid_grant',
  65001,
  `The user or administrator has not consented to use the application with ID '${ids.web}' named 'Sample web app'. Send an interactive authorization request for this user and resource.`,
  'consent_required',
);

/** Signs ada in with one scope and redeems the code with another. */
async function redeem(scope: string, redeemed?: string): Promise<ParsedResponse> {
  return post(tenant, 'token', { ...(await codeRequest(tenant, { scope })), scope: redeemed });
}

const refresh = (token: unknown, scope?: string): Promise<ParsedResponse> =>
  post(tenant, 'token', {
    grant_type: 'refresh_token',
    client_id: ids.web,
    client_secret: clientSecret,
    refresh_token: String(token),
    scope,
  });

const claimsOf = ({ body }: ParsedResponse): Record<string, unknown> => decodeJwt(String(body.access_token));

describe('the scope of a token response', () => {
  // MSAL looks its cache up by the names that it asked for.
  test.each([
    ['User.Read', 'openid User.Read', 'User.Read'],
    ['user.read', 'openid User.Read', 'User.Read'],
    [`${graph}/User.Read`, `openid ${graph}/User.Read`, 'User.Read'],
    [`${graph}/.default`, `openid ${graph}/User.Read ${graph}/.default`, 'User.Read'],
    [`${api}/ToDoList.Read`, `${api}/ToDoList.Read`, 'ToDoList.Read'],
    [`${api}/todolist.read`, `${api}/ToDoList.Read`, 'ToDoList.Read'],
    [`${ids.api}/ToDoList.Read`, `${ids.api}/ToDoList.Read`, 'ToDoList.Read'],
    [
      `${api}/.default`,
      `${api}/ToDoList.Read ${api}/ToDoList.ReadWrite ${api}/.default`,
      'ToDoList.Read ToDoList.ReadWrite',
    ],
  ])('asked %s: %s', async (asked, answered, permissions) => {
    const scope = `openid offline_access ${asked}`;
    const first = await redeem(scope, scope);
    expect(first.body.scope).toBe(answered);
    expect(claimsOf(first).scp).toBe(
      asked.includes(graph) || !asked.includes('/') ? `openid ${permissions}` : permissions,
    );
    expect((await refresh(first.body.refresh_token, scope)).body.scope).toBe(answered);
  });
});

describe('a code', () => {
  test('is good for an API that was not named at the start, once there is consent', async () => {
    const redeemed = await redeem('openid', `${api}/ToDoList.Read`);
    expect(redeemed.body.scope).toBe(`${api}/ToDoList.Read`);
    expect(claimsOf(redeemed)).toMatchObject({ aud: ids.api, scp: 'ToDoList.Read' });
  });

  test('is good for no permission without consent', async () => {
    expect(await redeem('openid', `api://${ids.closedApi}/Closed.Read`)).toEqual(consentMissing);
  });

  test('is good for what was consented to while it was on its way', async () => {
    const request = await codeRequest(tenant, { scope: 'openid offline_access' });
    const scope = `api://${ids.closedApi}/Closed.Read`;
    tenant.control.addPermissionGrant({ clientId: ids.web, resourceId: ids.closedApi, scope: 'Closed.Read' });
    tenant.control.addRoleAssignment({ principalId: ada?.id ?? '', resourceId: ids.closedApi, appRole: 'Reader' });
    const { body } = await post(tenant, 'token', request);
    const refreshed = await refresh(body.refresh_token, scope);
    expect(claimsOf(refreshed)).toMatchObject({ aud: ids.closedApi, scp: 'Closed.Read' });
  });

  test('is for the API that was named first, when its redemption names none', async () => {
    const older = `api://${ids.olderApi}/Older.Read`;
    expect(claimsOf(await redeem(`${older} ${api}/ToDoList.Read`))).toMatchObject({ scp: 'Older.Read' });
    expect(claimsOf(await redeem(`${api}/ToDoList.Read ${older}`))).toMatchObject({ scp: 'ToDoList.Read' });
  });

  test('is for what its redemption names of what was named at the start', async () => {
    const redeemed = await redeem(`${api}/ToDoList.Read ${api}/ToDoList.ReadWrite`, `${api}/ToDoList.Read`);
    expect(claimsOf(redeemed).scp).toBe('ToDoList.Read');
    expect(redeemed.body.scope).toBe(`${api}/ToDoList.Read`);
  });
});

describe('an API that is for assigned users alone', () => {
  const scope = `api://${ids.closedApi}/Closed.Read`;
  const notAssigned = failure(
    400,
    'invalid_grant',
    50105,
    `Your administrator has configured the application API for assigned apps ('${ids.closedApi}') to block users unless they are specifically granted ('assigned') access to the application.`,
  );

  test('has no tokens for others', async () => {
    const { body } = await redeem('openid offline_access');
    tenant.control.addPermissionGrant({ clientId: ids.web, resourceId: ids.closedApi, scope: 'Closed.Read' });
    expect(await refresh(body.refresh_token, scope)).toEqual(notAssigned);
    expect(await redeem('openid', scope)).toEqual(notAssigned);
    tenant.control.addRoleAssignment({ principalId: ada?.id ?? '', resourceId: ids.closedApi, appRole: 'Reader' });
    expect(claimsOf(await redeem('openid', scope))).toMatchObject({ aud: ids.closedApi, roles: ['Reader'] });
  });
});
