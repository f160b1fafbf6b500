import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { type Control, ControlInputError, startEmulator, UnknownEntryError } from '../src/index.ts';
import { controlApi } from './control-api.ts';
import { ids, testTenant } from './tenant.ts';

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
  test.each([
    [...fault({}), 'the input: expected the property kind, which is missing'],
    [...fault({ endpoint: 'bogus', kind: 'reset' }), 'endpoint: expected discovery or keys or'],
    [...fault({ endpoint: 'token', kind: 'status' }), 'the input: expected the property status, which is missing'],
    [...fault({ endpoint: 'token', kind: 'error' }), 'expected the property number, which is missing'],
    [...fault({ endpoint: 'token', kind: 'delay' }), 'expected the property milliseconds, which is missing'],
    [...fault({ endpoint: 'token', kind: 'reset', status: 500 }), 'the input: expected no property status'],
    [...fault({ endpoint: 'token', kind: 'reset', times: 0 }), 'times: expected >= 1, found 0'],
    [...fault({ endpoint: 'keys', kind: 'bad_signature' }), 'endpoint: expected token or authorize, found "keys"'],
    [...fault({ endpoint: 'logout', kind: 'change', body: {} }), 'endpoint: expected discovery or keys or'],
    [...fault({ endpoint: 'token', kind: 'change', body: [] }), 'body: expected an object'],
    [...fault({ endpoint: 'token', kind: 'claims' }), 'the input: expected the property claims, which is missing'],
    [...fault({ endpoint: 'token', kind: 'response' }), 'the input: expected the property status, which is missing'],
    [...fault({ endpoint: 'token', kind: 'response', status: 200, headers: { a: 'b\n' } }), 'headers.a: expected'],
    [...user({ mail: 'x' }), 'mail: expected an email address, found "x"'],
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
      `principalId: expected the appId of an application or the ID of a user, found "${nobody}"`,
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

  test('a change that is none, and one of someone who is not there', () => {
    expect(() => tenant.control.updateUser('ada@contoso.com', { color: 'red' } as never)).toThrow(
      'the input: expected no property color',
    );
    expect(() => tenant.control.updateUser('ada@contoso.com', { mail: 'grace@contoso.com' })).toThrow('is taken');
    expect(() => tenant.control.updateUser('nobody@contoso.com', {})).toThrow(
      new UnknownEntryError('There is no user nobody@contoso.com.'),
    );
    expect(() => tenant.control.removeApplication(nobody)).toThrow(UnknownEntryError);
    expect(() => tenant.control.revokeSessions(nobody)).toThrow(UnknownEntryError);
  });
});
