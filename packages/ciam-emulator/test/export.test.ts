import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import {
  type Application,
  type Control,
  ControlInputError,
  defaultTenant,
  readTenantFile,
  startEmulator,
  type TenantConfig,
  type TenantFile,
  UnknownEntryError,
  type User,
} from '../src/index.ts';
import { localTenant, parseTenantFile } from '../src/tenant-file.ts';
import { newBrowser, responseIn, signInAt } from './browser.ts';
import { authorizeUrl } from './client.ts';
import { clientCertificate, ids, testTenant } from './tenant.ts';

const config: TenantConfig = {
  ...testTenant,
  accessTokenLifetime: 900,
  staySignedIn: false,
  branding: { accentColor: '#ffd500', logo: 'data:image/png;base64,' },
  userFlows: [
    ...(defaultTenant.userFlows ?? []),
    { displayName: 'By code', applications: [ids.hybrid, ids.singlePage], identityProvider: 'EmailOneTimePasscode' },
  ],
  conditionalAccessPolicies: [
    {
      conditions: {
        applications: { includeApplications: [ids.olderApi] },
        userFlows: { includeUserFlows: ['By code'] },
      },
      grantControls: { builtInControls: ['mfa'] },
    },
  ],
};
const tenant = await startEmulator({ config });
const folder = mkdtempSync(join(tmpdir(), 'exported-tenant-'));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await tenant.close();
});

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
  fc.constantFrom('${HOME}', '$${HOME}', '${A:-b}', 'Same name', 'Ä. Café', '$', '{appId}'),
);
const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const some = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(values, { maxLength: 2 });
const appId = oneOf(ids.web, ids.api, ids.hybrid, ids.closedApi, ids.daemon, ids.api.toUpperCase(), ids.olderApi);
const resourceId = fc.oneof(appId, fc.constant('00000003-0000-0000-c000-000000000000'));
const userId = oneOf(...defaultTenant.users.map(({ id = '' }) => id), '11bb11bb-cc22-dd33-ee44-55ff55ff5500');
const redirectUris = some(
  oneOf('http://localhost:3000', 'https://APP.example.com/a/../b', 'https://a.example/?b=${HOME}', 'msal1://auth'),
);
const platform = fc.record({ redirectUris });
const maybe = { requiredKeys: [] };
const application = fc.record(
  {
    displayName: text,
    servicePrincipalId: fc.uuid(),
    web: platform,
    spa: platform,
    publicClient: platform,
    isFallbackPublicClient: fc.boolean(),
    passwordCredentials: some(
      fc.record({ secretText: text, endDateTime: oneOf('2030-01-01') }, { requiredKeys: ['secretText'] }),
    ),
    keyCredentials: some(
      fc.record({ certificate: oneOf(clientCertificate), displayName: text }, { requiredKeys: ['certificate'] }),
    ),
    federatedIdentityCredentials: some(
      fc.record({
        name: oneOf('a', 'b'),
        issuer: oneOf('https://a.example'),
        subject: text,
        audiences: fc.tuple(text),
      }),
    ),
    identifierUris: some(oneOf(`api://${ids.api}`, `api://${ids.closedApi}/x`, 'https://a.example/api')),
    api: fc.record(
      {
        requestedAccessTokenVersion: oneOf(1 as const, 2 as const, null),
        oauth2PermissionScopes: some(
          fc.record({ value: oneOf('One', 'Two'), adminConsentDisplayName: text }, { requiredKeys: ['value'] }),
        ),
      },
      maybe,
    ),
    appRoles: some(
      fc.record(
        { value: oneOf('R', 'S'), displayName: text, allowedMemberTypes: some(oneOf('Application' as const, 'User')) },
        { requiredKeys: ['value', 'allowedMemberTypes'] },
      ),
    ),
    accessTokenLifetime: oneOf(300, 86_400),
    coopEnforcement: fc.boolean(),
    appRoleAssignmentRequired: fc.boolean(),
    optionalClaims: fc.record({ idToken: some(fc.record({ name: text })), saml2Token: fc.constant([]) }, maybe),
  },
  maybe,
) as fc.Arbitrary<Partial<Omit<Application, 'appId'>>>;
const user = fc.record(
  {
    displayName: text,
    mail: oneOf('ada@contoso.com', 'New@example.com', 'o@example.com'),
    password: text,
    accountEnabled: fc.boolean(),
    groups: some(fc.uuid()),
    country: text,
    mobilePhone: oneOf('+1 555 0100'),
    attributes: fc.dictionary(text, text, { maxKeys: 2 }),
  },
  maybe,
) as fc.Arbitrary<Partial<Omit<User, 'id'>>>;
const role = oneOf('Tester', 'Closed.Read.All', 'Reader', 'ToDoList.Read.All', 'User.Read.All', 'R');
const scope = oneOf('ToDoList.Read', ' ToDoList.Read  ToDoList.ReadWrite', 'User.Read', '', 'Closed.Read', 'One');
const grant = fc.record({ clientId: appId, resourceId, scope });
const assignment = fc.record({ principalId: fc.oneof(appId, userId), resourceId, appRole: role });

type Step = (control: Control) => unknown;
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(user, userId).map(
    ([changes, id]): Step =>
      (control) =>
        control.addUser({ displayName: 'x', mail: `${id}@example.com`, ...changes, id }),
  ),
  fc.tuple(user, userId).map(
    ([changes, id]): Step =>
      (control) =>
        control.updateUser(id, changes),
  ),
  userId.map(
    (id): Step =>
      (control) =>
        control.removeUser(id),
  ),
  fc.tuple(application, appId).map(
    ([changes, id]): Step =>
      (control) =>
        control.addApplication({ displayName: 'x', ...changes, appId: id }),
  ),
  fc.tuple(application, appId).map(
    ([changes, id]): Step =>
      (control) =>
        control.updateApplication(id, changes),
  ),
  appId.map(
    (id): Step =>
      (control) =>
        control.removeApplication(id),
  ),
  grant.map(
    (given): Step =>
      (control) =>
        control.addPermissionGrant(given),
  ),
  grant.map(
    (given): Step =>
      (control) =>
        control.removePermissionGrant({ ...given }),
  ),
  assignment.map(
    (given): Step =>
      (control) =>
        control.addRoleAssignment(given),
  ),
  assignment.map(
    (given): Step =>
      (control) =>
        control.removeRoleAssignment(given),
  ),
);

const inOrder = <T>(list: readonly T[] = []): T[] =>
  list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** Whether a step was taken; what cannot be is refused. */
function take(step: Step): boolean {
  try {
    step(tenant.control);
    return true;
  } catch (error) {
    if (error instanceof ControlInputError || error instanceof UnknownEntryError) return false;
    throw error;
  }
}

test('whatever was changed, the exported file describes the same tenant', { timeout: 60_000 }, async () => {
  const taken = { yes: 0, no: 0 };
  const property = fc.asyncProperty(fc.array(steps, { maxLength: 12 }), async (changes) => {
    tenant.control.reset();
    for (const step of changes) taken[take(step) ? 'yes' : 'no'] += 1;
    const file: unknown = JSON.parse(JSON.stringify(tenant.control.exportTenant()));
    const read = localTenant(await parseTenantFile(file, { HOME: '/root', A: 'a' }));
    const { permissionGrants, roleAssignments } = tenant.control.state();
    expect(read.applications).toEqual(tenant.applications);
    expect(read.users).toEqual(tenant.users);
    expect(inOrder(read.oauth2PermissionGrants)).toEqual(inOrder(permissionGrants));
    expect(inOrder(read.appRoleAssignments)).toEqual(inOrder(roleAssignments));
    const { applications: _apps, users: _users, oauth2PermissionGrants: _grants, ...rest } = read;
    const { applications: _was, users: _were, oauth2PermissionGrants: _given, ...before } = config;
    expect(rest).toEqual({
      ...before,
      appRoleAssignments: rest.appRoleAssignments,
      userFlows: rest.userFlows,
    });
    // The application of a flow that was removed is in it no longer.
    const here = new Set(tenant.applications.map(({ appId: id }) => id));
    for (const [index, flow] of (rest.userFlows ?? []).entries()) {
      const { applications = [], ...same } = before.userFlows?.[index] ?? {};
      expect(flow).toMatchObject(same);
      expect(applications.filter((id) => here.has(id))).toEqual(expect.arrayContaining(flow.applications));
    }
  });
  await fc.assert(property, { numRuns: 150 });
  // Most of what is tried is taken; otherwise the test would say little.
  expect(taken.yes).toBeGreaterThan(taken.no / 4);
});

test('the default tenant exports what tenant.json says of it', async () => {
  await using running = await startEmulator();
  expect(await readTenantFile(running.control.exportTenant())).toEqual(defaultTenant);
});

test('over HTTP, and in another emulator the same user signs in by the new password', async () => {
  tenant.control.reset();
  tenant.control.updateUser('ada@contoso.com', { password: 'New-${HOME}-Password-1' });
  tenant.control.addUser({ displayName: 'New', mail: 'new@example.com', password: 'Signed-up-1' });
  const response = await fetch(`${tenant.controlUrl}/tenant`);
  const file = (await response.json()) as TenantFile;
  expect(file).toEqual(tenant.control.exportTenant());
  const path = join(folder, 'tenant.json');
  writeFileSync(path, JSON.stringify(file));
  await using copy = await startEmulator({ config: await readTenantFile(path, { HOME: '/root' }) });
  expect(copy.control.exportTenant()).toEqual(file);
  for (const [mail, password] of [
    ['ada@contoso.com', 'New-${HOME}-Password-1'],
    ['new@example.com', 'Signed-up-1'],
  ] as const) {
    const visit = await signInAt(newBrowser(), authorizeUrl(copy), mail, password);
    expect(responseIn(visit.location ?? visit.url).get('code')).toMatch(/.{20}/);
  }
});
