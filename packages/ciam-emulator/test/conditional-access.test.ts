import { decodeJwt } from 'jose';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { newBrowser, responseIn, signInAt } from './browser.ts';
import { startEmulator, type TenantConfig } from '../src/index.ts';
import { authorizeUrl, codeRequest, post, signIn } from './client.ts';
import { failure } from './failure.ts';
import { ada, clientSecret, ids, testTenant } from './tenant.ts';

const api = testTenant.applications.find(({ appId }) => appId === ids.api)!;
const needsFactor = { builtInControls: ['mfa' as const] };
const config: TenantConfig = {
  ...testTenant,
  conditionalAccessPolicies: [
    {
      displayName: 'Step up for c1',
      conditions: { applications: { includeAuthenticationContextClassReferences: ['c1'] } },
      grantControls: needsFactor,
    },
    {
      conditions: { applications: { includeApplications: [ids.olderApi] } },
      grantControls: needsFactor,
    },
    {
      conditions: { applications: { includeApplications: [ids.assigned.toUpperCase()] } },
      grantControls: { builtInControls: ['block'] },
    },
  ],
  applications: [
    ...testTenant.applications.filter(({ appId }) => appId !== ids.api),
    { ...api, optionalClaims: { accessToken: [{ name: 'acrs' }, { name: 'amr' }] } },
  ],
};
const tenant = await startEmulator({ config });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());

const scope = `openid offline_access api://${ids.api}/ToDoList.Read`;
const demand = (value: string, token = 'access_token') =>
  JSON.stringify({ [token]: { acrs: { essential: true, value } } });
const refusal = (resource: string) =>
  `Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '${resource}'.`;
const refreshWith = async (request: Record<string, string>, fields: Record<string, string>) => {
  const { body } = await post(tenant, 'token', request);
  return post(tenant, 'token', {
    grant_type: 'refresh_token',
    client_id: ids.web,
    client_secret: clientSecret,
    refresh_token: String(body.refresh_token),
    ...fields,
  });
};

describe('an authentication context that no policy protects', () => {
  test('is named in the token that it was demanded for', async () => {
    const request = await codeRequest(tenant, { scope, claims: demand('c2') });
    const { body } = await post(tenant, 'token', request);
    expect(decodeJwt(String(body.access_token)).acrs).toEqual(['c2']);
    expect(decodeJwt(String(body.id_token))).not.toHaveProperty('acrs');
    const forId = await codeRequest(tenant, { scope, claims: demand('c3', 'id_token') });
    expect(decodeJwt(String((await post(tenant, 'token', forId)).body.id_token)).acrs).toEqual(['c3']);
  });

  test('is named when the token request demands it', async () => {
    const { body } = await refreshWith(await codeRequest(tenant, { scope }), { claims: demand('c2') });
    expect(decodeJwt(String(body.access_token)).acrs).toEqual(['c2']);
  });

  test('amr by optional claim', async () => {
    const { body } = await post(tenant, 'token', await codeRequest(tenant, { scope }));
    expect(decodeJwt(String(body.access_token)).amr).toEqual(['pwd']);
  });

  test('is not named unasked', async () => {
    const { body } = await post(tenant, 'token', await codeRequest(tenant, { scope }));
    expect(decodeJwt(String(body.access_token))).not.toHaveProperty('acrs');
  });
});

describe('an authentication context that demands a second factor', () => {
  test('is refused at the token endpoint, with what the app is to demand next', async () => {
    const { body, status, headers } = await refreshWith(await codeRequest(tenant, { scope }), { claims: demand('c1') });
    const { claims, ...rest } = body;
    expect({ status, headers, body: rest }).toEqual(
      failure(400, 'invalid_grant', 50076, refusal(ids.api), 'basic_action'),
    );
    expect(JSON.parse(String(claims))).toEqual({ access_token: { acrs: { essential: true, values: ['c1'] } } });
  });

  test('is refused to a silent request', async () => {
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    const silent = await browser.open(authorizeUrl(tenant, { scope, claims: demand('c1'), prompt: 'none' }));
    const response = Object.fromEntries(responseIn(silent.location ?? ''));
    expect(response).toMatchObject({ error: 'interaction_required', state: 'a-state' });
    expect(response.error_description).toContain(`AADSTS50076: ${refusal(ids.api)}`);
  });

  test('stops a sign-in for a page', async () => {
    const browser = newBrowser();
    await signIn(tenant, {}, browser);
    const page = await browser.open(authorizeUrl(tenant, { scope, claims: demand('c1') }));
    expect([page.status, page.url]).toEqual([200, expect.stringContaining('/interaction/')]);
  });
});

describe('a policy for an application', () => {
  test('demands a second factor of tokens for it alone', async () => {
    const older = `api://${ids.olderApi}/Older.Read`;
    const request = await codeRequest(tenant, { scope: 'openid offline_access' });
    const { body, status, headers } = await refreshWith(request, { scope: older });
    expect({ status, headers, body }).toEqual(
      failure(400, 'invalid_grant', 50076, refusal(ids.olderApi), 'basic_action'),
    );
  });

  test('blocks', async () => {
    const browser = newBrowser();
    const visit = await signInAt(
      browser,
      authorizeUrl(tenant, { client_id: ids.assigned }),
      ada?.mail ?? '',
      ada?.password ?? '',
    );
    expect(Object.fromEntries(responseIn(visit.location ?? ''))).toMatchObject({
      error: 'access_denied',
      error_description: expect.stringContaining('AADSTS53003: '),
    });
  });
});

test.each([
  'not JSON',
  '[]',
  '"c1"',
  demand('c0'),
  demand('c100'),
  demand('C1'),
  JSON.stringify({ access_token: { acrs: { values: [1] } } }),
])('claims=%s is malformed', async (claims) => {
  const visit = await newBrowser().open(authorizeUrl(tenant, { claims }));
  expect(responseIn(visit.location ?? '').get('error_description')).toContain('AADSTS9002313: ');
});

test('a malformed demand at the token endpoint is refused, whatever the grant', async () => {
  const code = await codeRequest(tenant, { scope });
  const app = { grant_type: 'client_credentials', client_id: ids.daemon, client_secret: clientSecret };
  for (const claims of ['not JSON', demand('c100'), demand('c1 c2', 'id_token')]) {
    const requests = [code, { ...app, scope: `api://${ids.api}/.default` }];
    for (const request of requests) {
      const { status, body } = await post(tenant, 'token', { ...request, claims });
      expect([status, body.error, body.error_codes]).toEqual([400, 'invalid_request', [9_002_313]]);
    }
  }
  expect((await post(tenant, 'token', { ...code, claims: '' })).status).toBe(200);
});

test.each([false, undefined, null])('a context whose essential is %s is named all the same', async (essential) => {
  const claims = JSON.stringify({ access_token: { acrs: { essential, values: ['c2', 'c7', 'c2'] } } });
  const { body } = await post(tenant, 'token', await codeRequest(tenant, { scope, claims }));
  expect(decodeJwt(String(body.access_token)).acrs).toEqual(['c2', 'c7']);
});

test.each(['{}', '{"id_token":null}', '{"access_token":{"xms_cc":{"values":["cp1"]}}}', '{"userinfo":{"email":null}}'])(
  'claims=%s changes nothing',
  async (claims) => {
    const { body } = await post(tenant, 'token', { ...(await codeRequest(tenant, { scope, claims })), claims });
    expect(decodeJwt(String(body.access_token)).scp).toBe('ToDoList.Read');
  },
);
