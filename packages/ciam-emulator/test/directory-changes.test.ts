import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { newBrowser, signInAt } from './browser.ts';
import { startEmulator, UnknownEntryError } from '../src/index.ts';
import { authorizeUrl, codeRequest, post, signIn } from './client.ts';
import { ada, clientSecret, grace, ids, testTenant } from './tenant.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());

describe('what changes while the tenant runs', () => {
  const silent = authorizeUrl(tenant, { prompt: 'none' });

  test('a user, named by address or object ID', async () => {
    tenant.control.updateUser('ADA@contoso.com', { displayName: 'Countess', password: 'Another-Engine-1' });
    const updated = tenant.control.updateUser(ada?.id ?? '', { country: 'GB' });
    expect(updated).toMatchObject({ id: ada?.id, displayName: 'Countess', country: 'GB', mail: 'ada@contoso.com' });
    const browser = newBrowser();
    expect((await signInAt(browser, authorizeUrl(tenant), 'ada@contoso.com', 'Another-Engine-1')).location).toContain(
      'code=',
    );
  });

  test('an application', async () => {
    tenant.control.updateApplication(ids.web.toUpperCase(), { passwordCredentials: [{ secretText: 'another' }] });
    const request = await codeRequest(tenant);
    expect((await post(tenant, 'token', request)).body).toMatchObject({ error_codes: [7000215] });
    expect((await post(tenant, 'token', { ...request, client_secret: 'another' })).status).toBe(200);
  });

  test('a consent and a role are gone once they are taken back', async () => {
    const asked = authorizeUrl(tenant, { scope: `api://${ids.api}/ToDoList.Read` });
    tenant.control.removePermissionGrant({ clientId: ids.web, resourceId: ids.api.toUpperCase() });
    expect((await newBrowser().open(asked)).location).toContain('AADSTS65001');
    const held = { principalId: ada?.id ?? '', resourceId: ids.assigned, appRole: 'Tester' };
    tenant.control.removeRoleAssignment(held);
    expect(tenant.control.state().roleAssignments).not.toContainEqual(held);
    expect(() => tenant.control.removeRoleAssignment(held)).toThrow(UnknownEntryError);
  });

  test('a user who is removed is signed out everywhere, and nothing of theirs is good any more', async () => {
    const browser = newBrowser();
    const waiting = await codeRequest(tenant);
    await signIn(tenant, {}, browser);
    const { body } = await post(tenant, 'token', await codeRequest(tenant));
    const begun = await browser.open(authorizeUrl(tenant, { prompt: 'select_account' }));
    tenant.control.removeUser('ada@contoso.com');
    expect((await browser.open(silent)).location).toContain('AADSTS50058');
    expect((await browser.submitFrom(begun, { action: 'account' })).html).toContain('<h1>');
    const refresh = { grant_type: 'refresh_token', client_id: ids.web, client_secret: clientSecret };
    const refused = await post(tenant, 'token', { ...refresh, refresh_token: String(body.refresh_token) });
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await post(tenant, 'token', waiting)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await browser.open(authorizeUrl(tenant))).html).toContain('Email address');
    expect(tenant.control.state()).toMatchObject({
      sessions: [],
      roleAssignments: expect.not.arrayContaining([{ principalId: ada?.id }]),
    });
    expect(tenant.control.requests.filter(({ status }) => status >= 500)).toEqual([]);
  });

  test('a user who is removed at the very moment of the sign-in is asked to sign in, and so is the next user', async () => {
    const browser = newBrowser();
    const password = await browser.submitFrom(await browser.open(authorizeUrl(tenant)), { email: 'ada@contoso.com' });
    const stay = await browser.submitFrom(password, { password: ada?.password ?? '' });
    const cookie = [...browser.cookiesOf(tenant.origin)].map((pair) => pair.join('=')).join('; ');
    const form = new URLSearchParams({ action: 'leave' });
    const done = await fetch(stay.url, { method: 'POST', body: form, headers: { cookie }, redirect: 'manual' });
    tenant.control.removeUser('ada@contoso.com');
    const resumed = await browser.open(done.headers.get('location') ?? '');
    expect(resumed.html).toContain('Email address');
    expect((await browser.open(silent)).location).toContain('AADSTS50058');
    const next = await signInAt(browser, authorizeUrl(tenant), grace?.mail ?? '', grace?.password ?? '');
    expect(next.location).toContain('code=');
    expect(tenant.control.requests.filter(({ status }) => status >= 500)).toEqual([]);
  });

  test('an application that is removed is not found, in the midst of a sign-in either', async () => {
    const browser = newBrowser();
    const request = await codeRequest(tenant);
    const email = await browser.open(authorizeUrl(tenant));
    tenant.control.removeApplication(ids.web);
    expect((await post(tenant, 'token', request)).body).toMatchObject({ error_codes: [700016] });
    await browser.submitFrom(email, { email: 'ada@contoso.com', action: 'email' });
    expect((await browser.open(authorizeUrl(tenant))).html).toContain('AADSTS700016');
    expect(tenant.control.requests.filter(({ status }) => status >= 500)).toEqual([]);
    expect(tenant.control.state().permissionGrants).not.toContainEqual(expect.objectContaining({ clientId: ids.web }));
  });
});
