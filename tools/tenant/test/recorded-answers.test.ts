import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createGraphClient } from '../src/graph/graph-client.ts';
import { askForRoles } from '../src/token-roles.ts';
import { administratorToken } from './graph-stand-in/graph-stand-in.ts';
import { type Setting, startSetting } from './setting.ts';
import { contents } from './snapshot.ts';

const tagged = (setting: Setting, name: string) => {
  const found = setting.graph.directory
    .everything('applications')
    .filter(({ tags }) => (tags as string[]).includes(`external-id-samples:${name}`));
  if (!found[0]) throw new Error(`${name} is gone`);
  return found as [(typeof found)[0], ...typeof found];
};

test.each<[string, RegExp, number, string, string]>([
  ['a grant', /oauth2PermissionGrants$/, 409, 'Directory_ConcurrencyViolation', 'Please wait briefly and retry.'],
  ['a role', /appRoleAssignedTo$/, 409, 'Directory_ConcurrencyViolation', 'Please wait briefly and retry.'],
  ['an attachment', /includeApplications$/, 409, 'Directory_ConcurrencyViolation', 'Please wait briefly and retry.'],
])('a concurrent change never passes for %s that is there', async (_what, path, status, code, message) => {
  await using setting = await startSetting({ calm: true });
  setting.graph.options.fault = (request) =>
    request.method === 'POST' && path.test(request.path) ? { kind: 'answer', status, code, message } : undefined;
  await expect(setting.register()).rejects.toMatchObject({ code: 'step_failed' });
  expect(setting.lines.filter((line) => line.includes('✓') && /Read again/.test(line))).toEqual([]);
  // It was waited for as long as replication can take, and said so.
  expect(setting.waits.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(250_000);
  expect(setting.lines).toContainEqual(expect.stringMatching(/… waiting .* for Microsoft Graph \(409\)/));
  delete setting.graph.options.fault;
  await expect(setting.register()).resolves.toMatchObject({ outcome: 'registered' });
});

test('"already exists" about something else is not a success', async () => {
  await using setting = await startSetting({ calm: true });
  setting.graph.options.fault = ({ method, path }) =>
    method === 'POST' && path.endsWith('appRoleAssignedTo')
      ? { kind: 'answer', status: 400, message: 'Permission being assigned already exists on the object' }
      : undefined;
  await expect(setting.register()).rejects.toThrow('already exists on the object');
});

test('what Graph took and does not keep is reported in the end', async () => {
  await using setting = await startSetting({ calm: true });
  const { directory } = setting.graph;
  setting.graph.options.fault = () => {
    for (const { id } of directory.everything('assignments')) directory.remove('assignments', id);
    return undefined;
  };
  await expect(setting.register()).rejects.toMatchObject({ code: 'incomplete' });
  expect(setting.lines.at(-1)).toContain('Grant "Sample daemon" the app role ToDoList.ReadWrite.All');
});

test('a token that expired in mid-run is renewed, and the run goes on', async () => {
  await using setting = await startSetting({ calm: true });
  let renewals = 0;
  const expired = (number: number) => number === 40;
  setting.graph.options.fault = ({ number }) => (expired(number) ? { kind: 'answer', status: 401 } : undefined);
  const renew = (): Promise<string> => {
    renewals += 1;
    return Promise.resolve(administratorToken);
  };
  const graph = createGraphClient({ accessToken: administratorToken, graph: setting.graph.url, renew });
  await expect(setting.register({ graph })).resolves.toMatchObject({ outcome: 'registered' });
  expect(renewals).toBe(1);
  setting.graph.options.fault = () => ({ kind: 'answer', status: 401 });
  await expect(setting.register({ graph })).rejects.toThrow('responded with 401');
});

describe('a user flow', () => {
  test('whose description was edited is used, and so is one that no list shows yet', async () => {
    await using setting = await startSetting();
    await setting.register();
    const { directory } = setting.graph;
    const [flow] = directory.everything('flows');
    Object.assign(flow ?? {}, { description: 'Ours' });
    for (const entry of tagged(setting, 'web-app')) directory.remove('applications', entry.id);
    setting.graph.options.fault = ({ method, path }) =>
      method === 'GET' && path.endsWith('authenticationEventsFlows') && setting.graph.requests.length < 250
        ? { kind: 'body', body: { value: [] } }
        : undefined;
    await setting.register();
    expect(directory.everything('flows')).toHaveLength(1);
  });

  test('makes members, and gets what it lacks', async () => {
    await using setting = await startSetting();
    await setting.register();
    const [flow] = setting.graph.directory.everything('flows');
    expect(flow?.['onUserCreateStart']).toMatchObject({ userTypeToCreate: 'member' });
    const collection = flow?.['onAttributeCollection'] as { attributes: { id: string }[] };
    collection.attributes = collection.attributes.filter(({ id }) => id !== 'country');
    await expect(setting.register()).resolves.toMatchObject({ outcome: 'registered' });
    expect(setting.lines.join('\n')).toContain('Collect country in the user flow');
  });
});

describe('registrations of the first release, which have no unique name', () => {
  const withoutUniqueNames = (setting: Setting) => {
    for (const application of setting.graph.directory.everything('applications')) application['uniqueName'] = null;
  };

  test('are found by their tag', async () => {
    await using setting = await startSetting();
    await setting.register();
    withoutUniqueNames(setting);
    await expect(setting.register()).resolves.toMatchObject({ outcome: 'nothing to do' });
  });

  test('duplicates are reported, deleted by --prune, and by cleanup', async () => {
    await using setting = await startSetting();
    await setting.register();
    withoutUniqueNames(setting);
    const { directory } = setting.graph;
    const [api] = tagged(setting, 'api');
    const duplicate = (): void => {
      const { id } = directory.add('applications', {
        ...api,
        appId: crypto.randomUUID(),
        createdDateTime: '2027-01-01T00:00:00Z',
      });
      directory.owners.set(id, [directory.administrator]);
      for (let more = 0; more < 10; more += 1) directory.tick();
    };
    const before = contents(directory);
    duplicate();
    duplicate();
    await expect(setting.register()).resolves.toMatchObject({ outcome: 'nothing to do' });
    expect(setting.lines.filter((line) => line.includes('--prune deletes it'))).toHaveLength(2);
    await expect(setting.register({ prune: true })).resolves.toMatchObject({ outcome: 'registered' });
    expect(contents(directory)).toEqual(before);
    duplicate();
    await setting.cleanup();
    expect(directory.everything('applications')).toEqual([]);
  });
});

describe('an application of someone else that carries our tag', () => {
  const claimed = async (): Promise<Setting> => {
    const setting = await startSetting();
    const { directory } = setting.graph;
    const stranger = { id: crypto.randomUUID(), displayName: 'Mallory', userPrincipalName: 'mallory@contoso.com' };
    const { id } = await setting.client.post<{ id: string }>('/applications', {
      displayName: 'Payroll',
      tags: ['external-id-samples', 'external-id-samples:daemon'],
    });
    directory.owners.set(id, [stranger]);
    for (let more = 0; more < 10; more += 1) directory.tick();
    return setting;
  };

  test.each(['', 'external-id-samples-daemon'])(
    'is shown and refused before anything is changed (%s)',
    async (name) => {
      await using setting = await claimed();
      const [payroll] = tagged(setting, 'daemon');
      if (name) payroll['uniqueName'] = name;
      const before = structuredClone(payroll);
      setting.graph.requests.length = 0;
      await expect(setting.register()).rejects.toMatchObject({ code: 'not_ours' });
      expect(setting.lines.join('\n')).toContain(
        `"Payroll" (${String(payroll['appId'])}), owned by mallory@contoso.com`,
      );
      expect(payroll).toEqual(before);
      expect(setting.graph.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
    },
  );

  test('is taken when the administrator says it is theirs', async () => {
    await using setting = await claimed();
    const appId = String(tagged(setting, 'daemon')[0]['appId']);
    await expect(setting.register({ adopt: [appId] })).resolves.toMatchObject({ outcome: 'registered' });
    expect(setting.env()['DAEMON_CLIENT_ID']).toBe(appId);
  });

  test('is not deleted by cleanup', async () => {
    await using setting = await claimed();
    await expect(setting.cleanup()).resolves.toBe('nothing to do');
    expect(setting.lines.join('\n')).toContain('may belong to someone else: "Payroll"');
    expect(tagged(setting, 'daemon')).toHaveLength(1);
  });

  test('a colleague’s run is known by the settings', async () => {
    await using setting = await startSetting();
    await setting.register();
    for (const owners of setting.graph.directory.owners.values()) owners.splice(0);
    await expect(setting.register()).resolves.toMatchObject({ outcome: 'nothing to do' });
    writeFileSync(setting.envPath, readFileSync(setting.envPath, 'utf8').replaceAll(/^\w+_CLIENT_ID=.*\n/gm, ''));
    await expect(setting.register()).rejects.toMatchObject({ code: 'not_ours' });
  });
});

describe('in the end, a token with every role', () => {
  test('is waited for', async () => {
    await using setting = await startSetting({ calm: true });
    const answers = [undefined, [], ['ToDoList.Read.All'], ['ToDoList.Read.All', 'ToDoList.ReadWrite.All']];
    const asked: unknown[] = [];
    await setting.register({
      tokenRoles: (_settings, request) => {
        asked.push(request.scope);
        return Promise.resolve(answers[asked.length - 1]);
      },
    });
    expect(asked).toEqual(Array.from({ length: 4 }, () => `${setting.env()['API_CLIENT_ID']}/.default`));
    expect(setting.lines.at(-1)).toBe(
      '  ✓ "Sample daemon" gets a token with ToDoList.Read.All and ToDoList.ReadWrite.All.',
    );
  });

  test.each<[string, () => Promise<string[]>, RegExp]>([
    [
      'that never comes',
      () => Promise.resolve(['ToDoList.Read.All']),
      /– The tokens of .* lack ToDoList\.ReadWrite\.All still/,
    ],
    ['where the tenant cannot be asked', () => Promise.reject(new Error('offline')), /– The tenant could not be asked/],
  ])('%s is not a success', async (_what, tokenRoles, line) => {
    await using setting = await startSetting({ calm: true });
    await setting.register({ tokenRoles });
    expect(setting.lines.at(-1)).toMatch(line);
  });

  test('is asked of the tenant that the settings name', async () => {
    const request = { clientId: 'x', secret: 'x', certificate: undefined, scope: 'x' };
    const settings = { TENANT_SUBDOMAIN: 'contoso', AUTHORITY: 'http://127.0.0.1:9/' };
    await expect(askForRoles(settings, request)).rejects.toThrow('127.0.0.1:9');
  });
});
