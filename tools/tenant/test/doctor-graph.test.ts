import { expect, test } from 'vitest';
import { examineWithGraph } from '../src/doctor/graph-checks.ts';
import type { Item } from './graph-stand-in/directory.ts';
import { attachedTo } from './graph-stand-in/permission-rules.ts';
import { sampleFile, type Setting, startSetting } from './setting.ts';
import { contents } from './snapshot.ts';

const day = 86_400_000;

async function findings(setting: Setting, now = Date.now()) {
  return examineWithGraph(setting.client, { file: await sampleFile(), current: setting.env(), now });
}

test('a tenant as register leaves it has nothing wrong', async () => {
  await using setting = await startSetting({ calm: true });
  await setting.register();
  const found = await findings(setting);
  expect(found.filter(({ status }) => status === 'failed')).toEqual([]);
  expect(found).toContainEqual(expect.objectContaining({ check: 'registration', status: 'passed' }));
  expect(setting.graph.refusals).toEqual([]);
});

const application = (setting: Setting, name: string): Item => {
  const found = setting.graph.directory
    .everything('applications')
    .find(({ tags }) => (tags as string[]).includes(`external-id-samples:${name}`));
  if (!found) throw new Error(`${name} is gone`);
  return found;
};
const principal = (setting: Setting, name: string): Item => {
  const { appId } = application(setting, name);
  const found = setting.graph.directory.everything('servicePrincipals').find((item) => item['appId'] === appId);
  if (!found) throw new Error(`${name} has none`);
  return found;
};
const removeAll = (setting: Setting, collection: 'grants' | 'assignments'): void => {
  const { directory } = setting.graph;
  for (const { id } of directory.everything(collection)) directory.remove(collection, id);
};

/** What was done to the tenant, and how the doctor names it. */
const spoiled: [string, (setting: Setting) => void, RegExp][] = [
  ['consent', (setting) => removeAll(setting, 'grants'), /Grant admin consent for openid and offline_access/],
  [
    'app roles',
    (setting) => removeAll(setting, 'assignments'),
    /Grant "Sample daemon" the app role ToDoList\.Read\.All/,
  ],
  [
    'attachment to the user flow',
    (setting) => setting.graph.directory.everything('flows').forEach((flow) => attachedTo(flow).splice(0)),
    /Attach "Sample web app" to the user flow/,
  ],
  [
    'a service principal',
    (setting) => {
      setting.graph.directory.remove('servicePrincipals', principal(setting, 'daemon').id);
      removeAll(setting, 'assignments');
    },
    /Create the service principal of "Sample daemon"/,
  ],
  [
    'token version',
    (setting) => Object.assign(application(setting, 'api')['api'] as object, { requestedAccessTokenVersion: null }),
    /requestedAccessTokenVersion: \+ 2/,
  ],
  [
    'Application ID URI',
    (setting) => void (application(setting, 'api')['identifierUris'] = []),
    /identifierUris: \+ api:/,
  ],
  [
    'optional claims',
    (setting) => void (application(setting, 'web-app')['optionalClaims'] = null),
    /idToken: \+ login_hint/,
  ],
];

test.each(spoiled)(
  '%s: found, and repaired by register --fix, which touches nothing besides',
  async (_what, spoil, text) => {
    await using setting = await startSetting({ calm: true });
    await setting.register();
    const before = { tenant: contents(setting.graph.directory), env: setting.env() };
    spoil(setting);
    const found = await findings(setting);
    expect(found).toContainEqual(
      expect.objectContaining({
        check: 'registration',
        status: 'failed',
        text: expect.stringMatching(text),
        fix: expect.stringContaining('--fix'),
      }),
    );
    await setting.register({ fix: true });
    expect(contents(setting.graph.directory)['grants']).toEqual(before.tenant['grants']);
    expect(contents(setting.graph.directory)['assignments']).toEqual(before.tenant['assignments']);
    expect(setting.env()).toEqual(before.env);
    expect((await findings(setting)).filter(({ status }) => status === 'failed')).toEqual([]);
  },
);

test.each<[string, (setting: Setting) => void, object]>([
  [
    'a disabled service principal',
    (setting) => void (principal(setting, 'web-app')['accountEnabled'] = false),
    { check: 'registration', status: 'failed', text: expect.stringContaining('is disabled') },
  ],
  [
    'an owner who is someone else, where no settings name the app',
    (setting) => setting.graph.directory.owners.clear(),
    { check: 'registration', status: 'skipped', text: expect.stringContaining('may belong to someone else') },
  ],
  [
    'a flow in which users cannot sign up',
    (setting) => {
      const [flow] = setting.graph.directory.everything('flows');
      Object.assign(flow?.['onInteractiveAuthFlowStart'] as object, { isSignUpAllowed: false });
    },
    { check: 'registration', status: 'skipped', text: expect.stringContaining('Users cannot sign up') },
  ],
  [
    'a registration of a moment ago',
    (setting) => void (application(setting, 'api')['createdDateTime'] = new Date().toISOString()),
    { check: 'registration', status: 'skipped', text: expect.stringContaining('was registered moments ago') },
  ],
])('%s is reported', async (_what, spoil, finding) => {
  await using setting = await startSetting({ calm: true });
  await setting.register();
  spoil(setting);
  const found = await examineWithGraph(setting.client, { file: await sampleFile(), current: {}, now: Date.now() });
  expect(found).toContainEqual(expect.objectContaining(finding));
});

test('secrets that end soon, as they are registered: wrong without a successor, worth knowing with one', async () => {
  await using setting = await startSetting({ calm: true });
  await setting.register();
  const later = Date.now() + 160 * day;
  const ends = async () => (await findings(setting, later)).filter(({ check }) => check === 'registered-expiry');
  expect(await ends()).toEqual(Array.from({ length: 2 }, () => expect.objectContaining({ status: 'failed' })));
  for (const name of ['web-app', 'daemon']) {
    const secrets = application(setting, name)['passwordCredentials'] as object[];
    secrets.push({ ...secrets[0], endDateTime: new Date(later + 100 * day).toISOString() });
  }
  expect(await ends()).toEqual(Array.from({ length: 2 }, () => expect.objectContaining({ status: 'skipped' })));
  expect((await findings(setting, later + 90 * day)).filter(({ text }) => text.includes('has expired'))).toHaveLength(
    2,
  );
});

test('a tenant of another type', async () => {
  await using setting = await startSetting({ calm: true, tenantType: 'AAD' });
  await setting.register({ anyTenantType: true });
  expect(await findings(setting)).toContainEqual(expect.objectContaining({ check: 'tenant-type', status: 'failed' }));
});
