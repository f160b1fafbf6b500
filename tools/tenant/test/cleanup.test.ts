import { expect, test } from 'vitest';
import { startSetting } from './setting.ts';
import { contents } from './snapshot.ts';

test('removes what register made, and nothing else', async () => {
  await using setting = await startSetting();
  const mine = await setting.client.post<{ id: string }>('/applications', { displayName: 'Mine', tags: ['mine'] });
  await setting.register();
  await expect(setting.cleanup({ yes: false })).resolves.toBe('declined');
  await expect(setting.cleanup({ dryRun: true })).resolves.toBe('dry run');
  await expect(setting.cleanup()).resolves.toBe('cleaned');
  expect(setting.graph.directory.everything('applications').map(({ id }) => id)).toEqual([mine.id]);
  expect(contents(setting.graph.directory)).toMatchObject({
    servicePrincipals: ['microsoft-graph'],
    grants: [],
    assignments: [],
    flows: [],
  });
  await expect(setting.cleanup()).resolves.toBe('nothing to do');
  expect(setting.graph.refusals).toEqual([]);
});

test('a user flow that another app uses stays', async () => {
  await using setting = await startSetting();
  await setting.register();
  const mine = await setting.client.post<{ appId: string }>('/applications', { displayName: 'Mine' });
  await setting.client.post('/servicePrincipals', { appId: mine.appId });
  const [flow] = setting.graph.directory.everything('flows');
  await setting.client.post(
    `/identity/authenticationEventsFlows/${flow?.id}/conditions/applications/includeApplications`,
    { appId: mine.appId },
  );
  await setting.cleanup();
  expect(setting.lines.join('\n')).toContain('stays: 1 other app(s) are attached to it');
  expect(setting.graph.directory.everything('flows')).toHaveLength(1);
});

test('a clean-up that fails half-way, wherever that is, is taken up by the next one', async () => {
  await using setting = await startSetting();
  await setting.register();
  const failures: unknown[] = [];
  for (let outcome = ''; outcome !== 'cleaned';) {
    let deletions = 0;
    setting.graph.options.fault = ({ method }) => {
      if (method === 'DELETE') deletions += 1;
      return deletions > 1 ? { kind: 'response', status: 400 } : undefined;
    };
    outcome = await setting.cleanup().catch((error: unknown) => {
      failures.push(error);
      return 'failed';
    });
  }
  // Two detachments, the user flow and four applications, one in each run.
  expect(failures).toEqual(Array.from({ length: 6 }, () => expect.objectContaining({ code: 'step_failed' })));
  expect(setting.graph.directory.everything('applications')).toEqual([]);
  expect(setting.graph.directory.everything('flows')).toEqual([]);
});
