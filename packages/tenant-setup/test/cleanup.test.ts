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

test('a clean-up that failed half-way is finished by the next one', async () => {
  const requests = await cleanUpRequests();
  for (let failing = 0; failing < requests; failing += 1) {
    await using setting = await startSetting();
    await setting.register();
    const start = setting.graph.requests.length;
    setting.graph.options.fault = ({ number }) =>
      number === start + failing ? { kind: 'answer', status: 400 } : undefined;
    await expect(setting.cleanup(), `request ${failing}`).rejects.toMatchObject({ code: 'step_failed' });
    await setting.cleanup();
    expect(setting.graph.directory.everything('applications')).toEqual([]);
    expect(setting.graph.directory.everything('flows')).toEqual([]);
  }
});

async function cleanUpRequests(): Promise<number> {
  await using setting = await startSetting();
  await setting.register();
  const start = setting.graph.requests.length;
  await setting.cleanup();
  return setting.graph.requests.length - start;
}
