import { expect, test } from 'vitest';
import { startEmulator } from '../../src/index.ts';
import { ada, ids, testTenant } from '../tenant.ts';

test('the home page lists the configured users with passwords and object IDs, and nobody else', async () => {
  await using tenant = await startEmulator({ config: testTenant });
  const home = async () => (await fetch(tenant.authority)).text();
  const shown = await home();
  for (const { displayName, mail, id, password } of testTenant.users) {
    for (const text of [displayName, mail, id, password]) expect(shown).toContain(text);
  }
  for (const id of Object.values(ids)) expect(shown).toContain(id);
  tenant.control.addUser({ displayName: 'Signed up', mail: 'new@example.com', password: 'Not-To-Be-Shown-1' });
  tenant.control.updateUser(ada?.mail ?? '', { password: 'Chosen-Since-2' });
  const later = await home();
  expect(later).toContain(ada?.mail);
  expect(later).not.toMatch(/Signed up|new@example\.com|Not-To-Be-Shown|Chosen-Since/);
  expect(later).not.toContain(ada?.password);
});

test('every page links it, and users without a password are said to sign in with a code', async () => {
  const users = [{ displayName: 'By code', mail: 'code@example.com' }];
  await using tenant = await startEmulator({ config: { ...testTenant, users, appRoleAssignments: [] } });
  const home = await (await fetch(tenant.authority)).text();
  expect(home).toContain('Signs in with a code by email');
  expect(home).toContain(tenant.users[0]?.id);
  expect(await (await fetch(`${tenant.authority}${tenant.tenantId}/inbox`)).text()).toMatch(
    /href="\/">\s*Users and apps/,
  );
});

test('an error is not one run of text', async () => {
  await using tenant = await startEmulator();
  const html = await (await fetch(`${tenant.authority}${tenant.tenantId}/oauth2/v2.0/authorize`)).text();
  expect(html).toMatch(/AADSTS\d+: [^<]+ <br \/>Trace ID: [\w-]+ <br \/>Correlation ID: [\w-]+ <br \/>Timestamp: /);
});
