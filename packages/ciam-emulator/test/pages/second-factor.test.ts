import { decodeJwt } from 'jose';
import type { Page } from 'test-support';
import { expect, test } from 'vitest';
import { newBrowser, responseIn, signInAt } from '../browser.ts';
import { type Emulator, startEmulator, type TenantConfig } from '../../src/index.ts';
import { authorizeUrl, post, verifier } from '../client.ts';
import { ada, clientSecret, ids, redirectUri, testTenant } from '../tenant.ts';

const phone = '+1 555 0100';
const api = testTenant.applications.find(({ appId }) => appId === ids.api)!;
const web = testTenant.applications.find(({ appId }) => appId === ids.web)!;
const [flow] = testTenant.userFlows ?? [];
type Conditions = NonNullable<TenantConfig['conditionalAccessPolicies']>[number]['conditions'];
const ways = {
  'an application': { applications: { includeApplications: [ids.web] } },
  'every application': { applications: { includeApplications: ['All'] } },
  'a user flow': { userFlows: { includeUserFlows: [flow?.displayName ?? ''] } },
  'an authentication context': { applications: { includeAuthenticationContextClassReferences: ['c1'] } },
} satisfies Record<string, Conditions>;
const requiredBy = (conditions: Conditions): TenantConfig => ({
  ...testTenant,
  applications: [
    ...testTenant.applications.filter(({ appId }) => appId !== ids.api && appId !== ids.web),
    { ...web, optionalClaims: { idToken: [{ name: 'amr' }] } },
    { ...api, optionalClaims: { accessToken: [{ name: 'amr' }] } },
  ],
  users: testTenant.users.map((user) => Object.assign(structuredClone(user), { mobilePhone: phone })),
  conditionalAccessPolicies: [{ conditions, grantControls: { builtInControls: ['mfa'] } }],
});
const required = requiredBy(ways['an application']);
const scope = `openid profile offline_access api://${ids.api}/ToDoList.Read`;
const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } });
const mail = ada?.mail ?? '';

const tokens = async (tenant: Emulator, page: Page): Promise<Record<string, Record<string, unknown>>> => {
  const { body } = await post(tenant, 'token', {
    grant_type: 'authorization_code',
    client_id: ids.web,
    client_secret: clientSecret,
    code: responseIn(page.location ?? '').get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  return { id: decodeJwt(String(body.id_token)), access: decodeJwt(String(body.access_token)) };
};

test.each(
  Object.entries(ways).flatMap(([way, conditions]) => [
    { way, conditions, method: 'email', to: mail },
    { way, conditions, method: 'sms', to: phone },
  ]),
)('required by $way, a second factor by $method is good for the code that was sent', async (row) => {
  const byContext = row.way === 'an authentication context';
  await using tenant = await startEmulator({ config: requiredBy(row.conditions) });
  const browser = newBrowser();
  const url = authorizeUrl(tenant, byContext ? { scope, claims } : { scope });
  const choice = await signInAt(browser, url, mail, ada?.password ?? '');
  expect(choice.heading).toBe('Verify your identity');
  const asked = await browser.submitFrom(choice, { method: row.method });
  const [message] = tenant.control.inbox;
  expect(message?.to).toBe(row.to);
  const wrong = await browser.submitFrom(asked, { code: 'x' });
  expect(wrong.html).toContain('role="alert"');
  // Whether to stay signed in is the last question, and asked once.
  const stay = await browser.submitFrom(wrong, { code: message?.code ?? '' });
  expect(stay.heading).toBe('Stay signed in?');
  const { id, access } = await tokens(tenant, await browser.submitFrom(stay, { action: 'stay' }));
  expect(id).toMatchObject({ oid: ada?.id, amr: ['pwd', 'mfa'] });
  expect(access).toMatchObject({ amr: ['pwd', 'mfa'] });
  expect(access?.['acrs']).toEqual(byContext ? ['c1'] : undefined);
  const silent = await browser.open(authorizeUrl(tenant, { ...(byContext && { scope, claims }), prompt: 'none' }));
  expect(responseIn(silent.location ?? '').get('code')).not.toBeNull();
});

test('a session that steps up later is not asked again whether to stay', async () => {
  await using tenant = await startEmulator({ config: requiredBy(ways['an authentication context']) });
  const browser = newBrowser();
  const plain = await signInAt(browser, authorizeUrl(tenant, { scope }), mail, ada?.password ?? '');
  expect((await tokens(tenant, plain))['access']).not.toHaveProperty('acrs');
  const choice = await browser.open(authorizeUrl(tenant, { scope, claims }));
  await browser.submitFrom(choice, { method: 'email' });
  const done = await browser.submit({ code: tenant.control.inbox[0]?.code ?? '' });
  expect((await tokens(tenant, done))['access']).toMatchObject({ acrs: ['c1'], amr: ['pwd', 'mfa'] });
});

test('a policy for a user flow that does not exist is refused', async () => {
  const config = requiredBy({ userFlows: { includeUserFlows: ['Gone'] } });
  await expect(startEmulator({ config })).rejects.toThrow(
    'conditionalAccessPolicies[0].conditions.userFlows.includeUserFlows[0]',
  );
});

test('the drivers without a browser pass it', async () => {
  await using tenant = await startEmulator({ config: required });
  const { fields } = await tenant.control.signIn(authorizeUrl(tenant), mail);
  expect(fields.code).toBeDefined();
});

test('by the first factor alone nobody gets in, whatever step they open', async () => {
  await using tenant = await startEmulator({ config: required });
  const browser = newBrowser();
  const choice = await signInAt(browser, authorizeUrl(tenant), mail, ada?.password ?? '');
  for (const step of ['consent', 'code', 'new-password', 'details', 'account', 'email']) {
    const visit = await browser.open(`${choice.url}/${step}`);
    expect([step, visit.location]).toEqual([step, undefined]);
  }
  const silent = await browser.open(authorizeUrl(tenant, { prompt: 'none' }));
  expect(responseIn(silent.location ?? '').get('error')).toBe('interaction_required');
});
