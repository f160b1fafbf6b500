import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';

import { newBrowser, responseIn, signInAt } from '../browser.ts';
import { startEmulator } from '../../src/index.ts';
import type { Emulator, TenantConfig } from '../../src/index.ts';
import { authorizeUrl, post, verifier } from '../client.ts';
import { ada, clientSecret, ids, redirectUri, testTenant } from '../tenant.ts';

const phone = '+1 555 0100';
const required: TenantConfig = {
  ...testTenant,
  users: testTenant.users.map((user) => Object.assign(structuredClone(user), { mobilePhone: phone })),
  conditionalAccessPolicies: [
    {
      conditions: { applications: { includeApplications: [ids.web] } },
      grantControls: { builtInControls: ['mfa'] },
    },
  ],
};
const mail = ada?.mail ?? '';

const idToken = async (tenant: Emulator, code: string | null | undefined): Promise<Record<string, unknown>> => {
  const { body } = await post(tenant, 'token', {
    grant_type: 'authorization_code',
    client_id: ids.web,
    client_secret: clientSecret,
    code: code ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  return decodeJwt(String(body.id_token));
};

test.each([
  ['email', mail],
  ['sms', phone],
])('a second factor by %s arrives in the inbox, and is good for the code that was sent', async (method, to) => {
  await using tenant = await startEmulator({ config: required });
  const browser = newBrowser();
  const choice = await signInAt(browser, authorizeUrl(tenant), mail, ada?.password ?? '');
  expect(choice.html).toContain('Verify your identity');
  const asked = await browser.submitFrom(choice, { method });
  const [message] = tenant.control.inbox;
  expect(message?.to).toBe(to);
  const wrong = await browser.submitFrom(asked, { code: 'x' });
  expect(wrong.html).toContain('role="alert"');
  const done = await browser.submitFrom(wrong, { code: message?.code ?? '' });
  const claims = await idToken(tenant, responseIn(done.location ?? '').get('code'));
  expect(claims).toMatchObject({ oid: ada?.id });
  const silent = await browser.open(authorizeUrl(tenant, { prompt: 'none' }));
  expect(responseIn(silent.location ?? '').get('code')).not.toBeNull();
});

test('the drivers without a browser pass it', async () => {
  await using tenant = await startEmulator({ config: required });
  const { fields } = await tenant.control.signIn(authorizeUrl(tenant), mail);
  expect(await idToken(tenant, fields.code)).toMatchObject({ oid: ada?.id });
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
