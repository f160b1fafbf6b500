import { ConfidentialClientApplication } from '@azure/msal-node';
import { decodeJwt } from 'jose';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startEmulator } from '../src/index.ts';
import { codeRequest, post } from './client.ts';
import { failure, type Failure } from './failure.ts';
import { ada, clientSecret, ids, testTenant } from './tenant.ts';

const middleId = '00001111-aaaa-2222-bbbb-0000000000b0';
const tenant = await startEmulator({ config: testTenant });
const other = await startEmulator({ config: testTenant });
afterAll(async () => {
  await tenant.close();
  await other.close();
});
beforeEach(() => {
  tenant.control.reset();
  tenant.control.addApplication({
    appId: middleId,
    displayName: 'Middle-tier API',
    identifierUris: [`api://${middleId}`],
    api: { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [{ value: 'Access' }] },
    passwordCredentials: [{ secretText: clientSecret }],
  });
  tenant.control.addPermissionGrant({ clientId: ids.web, resourceId: middleId, scope: 'Access' });
  tenant.control.addPermissionGrant({ clientId: middleId, resourceId: ids.api, scope: 'ToDoList.Read' });
});

const downstream = `api://${ids.api}/ToDoList.Read`;
const assertionOf = async () => {
  const request = await codeRequest(tenant, { scope: `openid api://${middleId}/Access` });
  return String((await post(tenant, 'token', request)).body.access_token);
};
const exchange = (assertion: string | undefined, fields: Record<string, string | undefined> = {}) =>
  post(tenant, 'token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    client_id: middleId,
    client_secret: clientSecret,
    requested_token_use: 'on_behalf_of',
    assertion,
    scope: downstream,
    ...fields,
  });

describe('an API that calls another API for its user', () => {
  test('receives a token of the same user for the other API', async () => {
    const assertion = await assertionOf();
    const { status, body } = await exchange(assertion);
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['token_type', 'scope', 'expires_in', 'ext_expires_in', 'access_token']);
    expect(body.scope).toBe(downstream);
    const { sid } = decodeJwt(assertion);
    expect(decodeJwt(String(body.access_token))).toMatchObject({
      aud: ids.api,
      azp: middleId,
      azpacr: '1',
      oid: ada?.id,
      scp: 'ToDoList.Read',
      sid,
    });
    expect((await exchange(assertion)).status).toBe(200);
  });

  test('with a refresh token, an ID token and client_info where it asks for them', async () => {
    const scope = `openid profile offline_access ${downstream}`;
    const { body } = await exchange(await assertionOf(), { scope, client_info: '1' });
    expect(body).toMatchObject({ refresh_token: expect.any(String), client_info: expect.any(String) });
    expect(decodeJwt(String(body.id_token))).toMatchObject({ aud: middleId, oid: ada?.id });
    const refreshed = await post(tenant, 'token', {
      grant_type: 'refresh_token',
      client_id: middleId,
      client_secret: clientSecret,
      refresh_token: String(body.refresh_token),
    });
    expect(refreshed.status).toBe(200);
  });

  test('by .default, and for Microsoft Graph', async () => {
    const assertion = await assertionOf();
    const all = await exchange(assertion, { scope: `api://${ids.api}/.default` });
    expect(decodeJwt(String(all.body.access_token)).scp).toBe('ToDoList.Read');
    const graph = await exchange(assertion, { scope: 'https://graph.microsoft.com/User.Read' });
    const headers = { authorization: `Bearer ${String(graph.body.access_token)}` };
    expect(await (await fetch(`${tenant.origin}/v1.0/me`, { headers })).json()).toMatchObject({ id: ada?.id });
  });

  test('through MSAL Node, once and then from its cache', async () => {
    const msal = new ConfidentialClientApplication({ auth: { ...tenant.msalAuth(middleId), clientSecret } });
    const oboAssertion = await assertionOf();
    const first = await msal.acquireTokenOnBehalfOf({ oboAssertion, scopes: [downstream] });
    expect([first?.uniqueId, first?.fromCache]).toEqual([ada?.id, false]);
    const second = await msal.acquireTokenOnBehalfOf({ oboAssertion, scopes: [downstream] });
    expect(second?.fromCache).toBe(true);
  });

  test('by a token of version 1, which names the API by its URI', async () => {
    tenant.control.updateApplication(middleId, { api: { oauth2PermissionScopes: [{ value: 'Access' }] } });
    const assertion = await assertionOf();
    expect(decodeJwt(assertion)).toMatchObject({ ver: '1.0', aud: `api://${middleId}` });
    const { body } = await exchange(assertion);
    expect(decodeJwt(String(body.access_token))).toMatchObject({ aud: ids.api, oid: ada?.id, azp: middleId });
  });

  test('leaves nothing behind but what was handed out', async () => {
    const before = tenant.control.state().refreshTokens.length;
    await exchange(await assertionOf());
    expect(tenant.control.state().refreshTokens).toHaveLength(before);
  });
});

const audience = (found: string) =>
  `Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '${found}' and the expected audience is '${middleId}' or one of the Application Uris of this application with App ID '${middleId}'(Middle-tier API). The downstream client must request a token for the expected audience (the application that made the OBO request) and this application should use that token as the assertion.`;

describe('is refused', () => {
  test.each<[string, () => Promise<string>, Failure]>([
    [
      'the token for someone else',
      () => tenant.control.issueToken({ clientId: ids.web, user: 'ada@contoso.com', scopes: [downstream] }),
      [400, 'invalid_grant', 500_131, audience(ids.api)],
    ],
    [
      'an ID token',
      async () => {
        const request = await codeRequest(tenant, { scope: 'openid profile' });
        const { body } = await post(tenant, 'token', request);
        return tenant.control.signToken({ ...decodeJwt(String(body.id_token)), aud: middleId });
      },
      [
        400,
        'invalid_grant',
        240_002,
        "Input id_token cannot be used as 'urn:ietf:params:oauth:grant-type:jwt-bearer' grant.",
      ],
    ],
    [
      'the token of an application',
      () => tenant.control.issueToken({ clientId: ids.daemon, scopes: [`api://${middleId}/.default`] }),
      [
        400,
        'invalid_grant',
        7_000_114,
        `Application '${middleId}' is not allowed to make application on-behalf-of calls.`,
      ],
    ],
    ['no JWT', async () => 'x', [400, 'invalid_request', 50_027, 'JWT token is invalid or malformed.']],
  ])('%s', async (_what, assertion, expected) => {
    expect(await exchange(await assertion())).toEqual(failure(...expected));
  });

  test.each([
    [
      'a signature that is not the key’s',
      async () => (await assertionOf()).replace(/[^.]*$/, 'AAAA'),
      /did not match the expected signature value\./,
    ],
    [
      'a token of another tenant, which shares the key',
      () => tenant.control.signToken({ aud: middleId, scp: 'Access', azp: ids.web, oid: ada?.id, tid: ids.api }),
      /The key was not found\./,
    ],
    [
      'a key that is not the tenant’s',
      async () => {
        await other.control.rotateKeys();
        return other.control.signToken({ aud: middleId, scp: 'Access', azp: ids.web, oid: ada?.id });
      },
      /The key was not found\./,
    ],
  ] as const)('%s', async (_what, assertion, reason) => {
    const { status, body } = await exchange(await assertion());
    expect([status, body.error, body.error_codes]).toEqual([400, 'invalid_grant', [50_013]]);
    expect(body.error_description).toMatch(/^AADSTS50013: Assertion failed signature validation\. \[Reason - /);
    expect(body.error_description).toMatch(reason);
  });

  test('a token without a signature', async () => {
    const [, claims] = (await assertionOf()).split('.');
    const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    expect((await exchange(`${header}.${claims}.`)).body).toMatchObject({ error_codes: [50_013] });
  });

  test('a token that is not good yet', async () => {
    const later = { nbf: Math.floor(tenant.control.now() / 1000) + 4000 };
    const issue = { clientId: ids.web, user: 'ada@contoso.com', scopes: [`api://${middleId}/Access`] };
    const { body } = await exchange(await tenant.control.issueToken({ ...issue, claims: later }));
    expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [500_133] });
  });

  test('a token that has ended', async () => {
    const assertion = await assertionOf();
    tenant.control.setClock({ advanceSeconds: 6000 });
    const { body } = await exchange(assertion);
    expect(body).toMatchObject({ error: 'invalid_grant', error_codes: [500_133] });
  });

  test('a permission without consent', async () => {
    expect(await exchange(await assertionOf(), { scope: `api://${ids.api}/ToDoList.ReadWrite` })).toEqual(
      failure(
        400,
        'invalid_grant',
        65_001,
        `The user or administrator has not consented to use the application with ID '${middleId}' named 'Middle-tier API'. Send an interactive authorization request for this user and resource.`,
        'consent_required',
      ),
    );
  });

  test('a user who has been disabled since', async () => {
    const assertion = await assertionOf();
    tenant.control.updateUser(ada?.id ?? '', { accountEnabled: false });
    expect((await exchange(assertion)).body).toMatchObject({ error_codes: [50_057] });
  });

  test.each([
    ['assertion', 900_144],
    ['requested_token_use', 900_144],
    ['scope', 900_144],
    ['client_secret', 7_000_218],
  ])('a request without %s', async (name, number) => {
    expect((await exchange(await assertionOf(), { [name]: undefined })).body).toMatchObject({ error_codes: [number] });
  });
});
