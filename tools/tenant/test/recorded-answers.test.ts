import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createGraphClient } from '../src/graph/graph-client.ts';
import { askForRoles } from '../src/token-roles.ts';
import { administratorToken } from './graph-stand-in/graph-stand-in.ts';
import type { Json } from './graph-stand-in/validation.ts';
import { sampleFile, type Setting, startSetting } from './setting.ts';
import { contents } from './snapshot.ts';

const tagged = (setting: Setting, name: string) => {
  const found = setting.graph.directory
    .everything('applications')
    .filter(({ tags }) => (tags as string[]).includes(`external-id-samples:${name}`));
  if (!found[0]) throw new Error(`${name} is gone`);
  return found as [(typeof found)[0], ...typeof found];
};

const viewsOf = (flow: Json = {}) => {
  const { attributeCollectionPage } = flow['onAttributeCollection'] as {
    attributeCollectionPage: { views: { title?: string; inputs: { attribute: string; label: string }[] }[] };
  };
  return attributeCollectionPage.views;
};

test.each<[string, RegExp, number, string, string]>([
  ['a grant', /oauth2PermissionGrants$/, 409, 'Directory_ConcurrencyViolation', 'Please wait briefly and retry.'],
  ['a role', /appRoleAssignedTo$/, 409, 'Directory_ConcurrencyViolation', 'Please wait briefly and retry.'],
  ['an attachment', /includeApplications$/, 409, 'Directory_ConcurrencyViolation', 'Please wait briefly and retry.'],
])('a concurrent change never passes for %s that is there', async (_what, path, status, code, message) => {
  await using setting = await startSetting({ calm: true });
  setting.graph.options.fault = (request) =>
    request.method === 'POST' && path.test(request.path) ? { kind: 'response', status, code, message } : undefined;
  await expect(setting.register()).rejects.toMatchObject({ code: 'step_failed' });
  expect(setting.lines.filter((line) => line.includes('✓') && /Checked again/.test(line))).toEqual([]);
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
      ? { kind: 'response', status: 400, message: 'Permission being assigned already exists on the object' }
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

test('no step is ticked: what is there, the closing read says', async () => {
  await using setting = await startSetting({ calm: true });
  await setting.register();
  expect(setting.lines.filter((line) => line.includes('✓'))).toEqual(['  ✓ Checked again: everything is in place.']);
});

test.each([
  ['register --prune', (setting: Setting) => setting.register({ prune: true })],
  ['cleanup', (setting: Setting) => setting.cleanup()],
])('what %s deleted and Graph still shows is reported in the end', async (_what, act) => {
  await using setting = await startSetting({ calm: true });
  await setting.register();
  const { directory } = setting.graph;
  const made = await setting.client.post<{ id: string }>('/applications', {
    displayName: 'Old',
    tags: ['external-id-samples'],
  });
  setting.graph.options.fault = ({ method, path }) =>
    method === 'DELETE' && path.endsWith(made.id) ? { kind: 'body', body: {} } : undefined;
  await expect(act(setting)).rejects.toMatchObject({ code: 'incomplete' });
  expect(setting.lines.at(-1)).toContain('Delete the app registration "Old"');
  expect(setting.lines.filter((line) => line.includes('✓'))).toHaveLength(1);
  expect(directory.everything('applications').map(({ id }) => id)).toContain(made.id);
});

test('a tenant that is full is said to be full, and not that a role is missing', async () => {
  await using setting = await startSetting({ calm: true });
  setting.graph.options.fault = ({ method, path }) =>
    method === 'POST' && path === '/servicePrincipals'
      ? {
          kind: 'response',
          status: 403,
          code: 'Directory_QuotaExceeded',
          message: 'The directory object quota limit …',
        }
      : undefined;
  await expect(setting.register()).rejects.toMatchObject({
    code: 'step_failed',
    message: expect.stringMatching(/Directory_QuotaExceeded.*\n.*count for another 30 days/s),
  });
});

test('an Application ID URI that another registration has ends the run with its reason', async () => {
  await using setting = await startSetting({ calm: true });
  const message = 'Another object with the same value for property identifierUris already exists.';
  setting.graph.options.fault = ({ method, path }) =>
    method === 'PATCH' && /^\/applications\/[0-9a-f-]+$/.test(path)
      ? { kind: 'response', status: 400, code: 'Request_BadRequest', message }
      : undefined;
  await expect(setting.register()).rejects.toMatchObject({
    code: 'step_failed',
    message: expect.stringContaining(message),
  });
  expect(setting.lines.join('\n')).not.toContain('✓');
});

test('each POST that was done and whose response was lost is found, and nothing is doubled', async () => {
  await using calm = await startSetting({ calm: true });
  await calm.register();
  await using setting = await startSetting({ calm: true });
  const lost = new Set<string>();
  let before = '';
  setting.graph.options.fault = ({ method, path }) => {
    const isSecret = path.endsWith('addPassword');
    const again = `${method} ${path}` === before;
    before = `${method} ${path}`;
    if (method !== 'POST' || isSecret || again) return undefined;
    lost.add(path.replaceAll(/[0-9a-f-]{36}/g, '*'));
    return { kind: 'lost response' };
  };
  await expect(setting.register()).resolves.toMatchObject({ outcome: 'registered' });
  expect(lost.size).toBe(5);
  expect(contents(setting.graph.directory)).toEqual(contents(calm.graph.directory));
});

test('a token that expired in mid-run is renewed, and the run goes on', async () => {
  await using setting = await startSetting({ calm: true });
  let renewals = 0;
  const expired = (number: number) => number === 40;
  setting.graph.options.fault = ({ number }) => (expired(number) ? { kind: 'response', status: 401 } : undefined);
  const renew = (): Promise<string> => {
    renewals += 1;
    return Promise.resolve(administratorToken);
  };
  const graph = createGraphClient({ accessToken: administratorToken, graph: setting.graph.url, renew });
  await expect(setting.register({ graph })).resolves.toMatchObject({ outcome: 'registered' });
  expect(renewals).toBe(1);
  setting.graph.options.fault = () => ({ kind: 'response', status: 401 });
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
    const [view] = viewsOf(flow);
    if (!view) throw new Error('no fields');
    const before = structuredClone(view.inputs);
    view.inputs = view.inputs.filter(({ attribute }) => attribute !== 'country');
    Object.assign(view, { title: 'Welcome' });
    const other = { title: 'Second page', inputs: [{ attribute: 'city', label: 'City', inputType: 'text' }] };
    viewsOf(flow).push(other);
    await expect(setting.register()).resolves.toMatchObject({ outcome: 'registered' });
    expect(setting.lines.join('\n')).toContain('Collect country in the user flow');
    expect(viewsOf(flow)).toEqual([{ ...view, title: 'Welcome', inputs: before }, other]);
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
    expect(setting.lines.filter((line) => line.includes('To delete it, add --prune'))).toHaveLength(2);
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

  test('differs from what a program made in a run that was interrupted, without settings', async () => {
    const program = { id: crypto.randomUUID(), appId: crypto.randomUUID() };
    await using setting = await startSetting({ program });
    setting.graph.options.fault = ({ method, path }) =>
      method === 'PATCH' && path.includes('samples-daemon') ? { kind: 'lost response' } : undefined;
    await expect(setting.register()).rejects.toMatchObject({ code: 'step_failed' });
    delete setting.graph.options.fault;
    rmSync(setting.envPath);
    await expect(setting.register()).resolves.toMatchObject({ outcome: 'registered' });
    await using other = await startSetting({ program });
    await other.register();
    expect(contents(setting.graph.directory)).toEqual(contents(other.graph.directory));
    rmSync(setting.envPath);
    for (const application of setting.graph.directory.everything('applications')) {
      application['createdByAppId'] = crypto.randomUUID();
    }
    await expect(setting.register()).rejects.toMatchObject({ code: 'not_ours' });
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

describe('a user flow of someone else that has a name of ours', () => {
  const displayName = 'External ID samples sign-up and sign-in';
  const named = async (): Promise<Setting & { flow: Json & { id: string } }> => {
    const setting = await startSetting();
    const { directory } = setting.graph;
    const flow = directory.add('flows', {
      displayName,
      description: 'Payroll',
      conditions: { applications: { includeApplications: [{ appId: crypto.randomUUID() }] } },
      onInteractiveAuthFlowStart: { isSignUpAllowed: true },
      onAuthenticationMethodLoadStart: { identityProviders: [{ id: 'Google-OAUTH' }] },
      onAttributeCollection: { attributeCollectionPage: { views: [{ inputs: [] }] }, attributes: [] },
    });
    for (let more = 0; more < 10; more += 1) directory.tick();
    return Object.assign(setting, { flow });
  };

  test('is shown and refused before anything is changed', async () => {
    await using setting = await named();
    const before = structuredClone(setting.flow);
    setting.graph.requests.length = 0;
    await expect(setting.register()).rejects.toMatchObject({ code: 'not_ours' });
    expect(setting.lines.join('\n')).toContain(
      `user flow "${displayName}" (${setting.flow.id}), not made by this file`,
    );
    expect(setting.flow).toEqual(before);
    expect(setting.graph.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });

  test('that no list shows yet is refused when Graph names it', async () => {
    await using setting = await named();
    const before = structuredClone(setting.flow);
    setting.graph.options.fault = ({ method, path }) =>
      method === 'GET' && path.endsWith('authenticationEventsFlows')
        ? { kind: 'body', body: { value: [] } }
        : undefined;
    await expect(setting.register()).rejects.toMatchObject({ code: 'not_ours' });
    expect(setting.flow).toEqual(before);
  });

  test('is completed and not emptied when the administrator says it is theirs', async () => {
    await using setting = await named();
    await expect(setting.register({ adopt: [setting.flow.id] })).resolves.toMatchObject({ outcome: 'registered' });
    expect(setting.flow['onAuthenticationMethodLoadStart']).toEqual({
      identityProviders: [{ id: 'Google-OAUTH' }, { id: 'EmailPassword-OAUTH' }],
    });
    expect(setting.graph.directory.everything('flows')).toHaveLength(1);
    // It has apps of ours from now on.
    await expect(setting.register()).resolves.toMatchObject({ outcome: 'nothing to do' });
    await setting.cleanup();
    expect(setting.graph.directory.everything('flows')).toEqual([setting.flow]);
  });

  test('and a copy of our mark is not deleted by --prune', async () => {
    await using setting = await named();
    Object.assign(setting.flow, { displayName: 'Payroll', description: 'Made by external-id-samples.' });
    const file = await sampleFile();
    const more = { displayName: 'More', identityProviders: ['EmailPassword-OAUTH'], applications: [] };
    await setting.register({ file: { ...file, userFlows: [...(file.userFlows ?? []), more] }, prune: true });
    expect(setting.graph.directory.everything('flows')).toContain(setting.flow);
    expect(setting.lines.join('\n')).toContain('"Payroll" stays: 1 other app(s) are attached to it');
  });
});

describe('in the end, a token with every role', () => {
  test('is waited for', async () => {
    await using setting = await startSetting({ calm: true });
    const responses = [undefined, [], ['ToDoList.Read.All'], ['ToDoList.Read.All', 'ToDoList.ReadWrite.All']];
    const asked: unknown[] = [];
    await setting.register({
      tokenRoles: (_settings, request) => {
        asked.push(request.scope);
        return Promise.resolve(responses[asked.length - 1]);
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
      /– The tokens of .* still lack ToDoList\.ReadWrite\.All/,
    ],
    ['where the tenant cannot be asked', () => Promise.reject(new Error('offline')), /– The tenant gave no token/],
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
