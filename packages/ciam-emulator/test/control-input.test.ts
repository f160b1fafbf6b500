import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import { ControlInputError, startEmulator, UnknownEntryError } from '../src/index.ts';
import type { Control } from '../src/index.ts';
import { authorizeUrl, codeRequest, post, signIn } from './client.ts';
import { controlApi } from './control-api.ts';
import { ada, clientSecret, ids, testTenant } from './tenant.ts';
import { UserAgent } from './user-agent.ts';

const tenant = await startEmulator({ config: testTenant });
afterAll(() => tenant.close());
beforeEach(() => tenant.control.reset());
const call = controlApi(tenant);

const fault = (fields: object) => ['/faults', fields, (control: Control) => control.addFault(fields as never)] as const;
const user = (fields: object) => ['/users', fields, (control: Control) => control.addUser(fields as never)] as const;
const application = (fields: object) =>
  ['/applications', fields, (control: Control) => control.addApplication(fields as never)] as const;
const consent = (fields: object) =>
  ['/permission-grants', fields, (control: Control) => control.addPermissionGrant(fields as never)] as const;
const role = (fields: object) =>
  ['/role-assignments', fields, (control: Control) => control.addRoleAssignment(fields as never)] as const;
const nobody = '99999999-9999-9999-9999-999999999999';
const one = { appId: nobody, displayName: 'x' };

describe('the same input is refused in process and over HTTP', () => {
  it.each([
    [...fault({}), 'the input: expected the property kind, which is missing'],
    [...fault({ endpoint: 'bogus', kind: 'reset' }), 'endpoint: expected discovery or keys or'],
    [...fault({ endpoint: 'token', kind: 'status' }), 'the input: expected the property status, which is missing'],
    [...fault({ endpoint: 'token', kind: 'error' }), 'expected the property number, which is missing'],
    [...fault({ endpoint: 'token', kind: 'delay' }), 'expected the property milliseconds, which is missing'],
    [...fault({ endpoint: 'token', kind: 'reset', status: 500 }), 'the input: expected no property status'],
    [...fault({ endpoint: 'token', kind: 'reset', times: 0 }), 'times: expected >= 1, found 0'],
    [...fault({ endpoint: 'keys', kind: 'bad_signature' }), 'endpoint: expected token or authorize, found "keys"'],
    [...user({ mail: 'x' }), 'mail: expected an e-mail address, found "x"'],
    [
      ...user({ displayName: 'Ada II', mail: 'ADA@contoso.com' }),
      'mail: expected a value of its own, "ADA@contoso.com" is taken',
    ],
    [
      ...application({ ...one, keyCredentials: [{ certificate: '-----BEGIN CERTIFICATE-----x' }] }),
      'keyCredentials[0].certificate: expected a certificate in PEM, found "-----BEGIN CERTIFICATE-----x"',
    ],
    [
      ...consent({ clientId: nobody, resourceId: ids.api, scope: 'ToDoList.Read' }),
      `clientId: expected the appId of one of the applications, found "${nobody}"`,
    ],
    [
      ...role({ principalId: nobody, resourceId: ids.api, appRole: 'ToDoList.Read.All' }),
      `principalId: expected the appId of an application or the id of a user, found "${nobody}"`,
    ],
  ] as const)('%s %j', async (path, body, inProcess, problem) => {
    const before = tenant.control.state();
    expect(() => inProcess(tenant.control)).toThrow(ControlInputError);
    expect(() => inProcess(tenant.control)).toThrow(problem);
    const { status, body: refusal } = await call('POST', path, body);
    expect(status).toBe(400);
    expect(refusal).toMatchObject({ code: 'control_input_invalid', error: expect.stringContaining(problem) });
    expect({ ...tenant.control.state(), time: before.time }).toEqual(before);
  });

  it('a change that is none, and one of somebody who is not there', () => {
    expect(() => tenant.control.updateUser('ada@contoso.com', { colour: 'red' } as never)).toThrow(
      'the input: expected no property colour',
    );
    expect(() => tenant.control.updateUser('ada@contoso.com', { mail: 'grace@contoso.com' })).toThrow('is taken');
    expect(() => tenant.control.updateUser('nobody@contoso.com', {})).toThrow(
      new UnknownEntryError('There is no user nobody@contoso.com.'),
    );
    expect(() => tenant.control.removeApplication(nobody)).toThrow(UnknownEntryError);
    expect(() => tenant.control.revokeSessions(nobody)).toThrow(UnknownEntryError);
  });
});

describe('changes', () => {
  const silent = authorizeUrl(tenant, { prompt: 'none' });

  it('a user, named by address or object id', async () => {
    tenant.control.updateUser('ADA@contoso.com', { displayName: 'Countess', password: 'Another-Engine-1' });
    const updated = tenant.control.updateUser(ada?.id ?? '', { country: 'GB' });
    expect(updated).toMatchObject({ id: ada?.id, displayName: 'Countess', country: 'GB', mail: 'ada@contoso.com' });
    const browser = new UserAgent();
    expect((await browser.signIn(authorizeUrl(tenant), 'ada@contoso.com', 'Another-Engine-1')).location).toContain(
      'code=',
    );
  });

  it('an application', async () => {
    tenant.control.updateApplication(ids.web.toUpperCase(), { passwordCredentials: [{ secretText: 'another' }] });
    const request = await codeRequest(tenant);
    expect((await post(tenant, 'token', request)).body).toMatchObject({ error_codes: [7000215] });
    expect((await post(tenant, 'token', { ...request, client_secret: 'another' })).status).toBe(200);
  });

  it('a consent and a role are gone once they are taken back', async () => {
    const asked = authorizeUrl(tenant, { scope: `api://${ids.api}/ToDoList.Read` });
    tenant.control.removePermissionGrant({ clientId: ids.web, resourceId: ids.api.toUpperCase() });
    expect((await new UserAgent().open(asked)).location).toContain('AADSTS65001');
    const held = { principalId: ada?.id ?? '', resourceId: ids.assigned, appRole: 'Tester' };
    tenant.control.removeRoleAssignment(held);
    expect(tenant.control.state().roleAssignments).not.toContainEqual(held);
    expect(() => tenant.control.removeRoleAssignment(held)).toThrow(UnknownEntryError);
  });

  it('a user who is removed is signed out everywhere, and nothing of theirs is good any more', async () => {
    const browser = new UserAgent();
    const waiting = await codeRequest(tenant);
    await signIn(tenant, {}, browser);
    const { body } = await post(tenant, 'token', await codeRequest(tenant));
    const begun = await browser.open(authorizeUrl(tenant, { prompt: 'select_account' }));
    tenant.control.removeUser('ada@contoso.com');
    expect((await browser.open(silent)).location).toContain('AADSTS50058');
    expect((await browser.submit(begun, { action: 'account' })).html).toContain('<h1>');
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

  it('an application that is removed is not found, in the midst of a sign-in either', async () => {
    const browser = new UserAgent();
    const request = await codeRequest(tenant);
    const email = await browser.open(authorizeUrl(tenant));
    tenant.control.removeApplication(ids.web);
    expect((await post(tenant, 'token', request)).body).toMatchObject({ error_codes: [700016] });
    await browser.submit(email, { email: 'ada@contoso.com', action: 'email' });
    expect((await browser.open(authorizeUrl(tenant))).html).toContain('AADSTS700016');
    expect(tenant.control.requests.filter(({ status }) => status >= 500)).toEqual([]);
    expect(tenant.control.state().permissionGrants).not.toContainEqual(expect.objectContaining({ clientId: ids.web }));
  });
});
