import { expect, test, vi } from 'vitest';
import { foreignFile } from './foreign-file.ts';
import { type Setting, startSetting } from './setting.ts';
import { contents } from './snapshot.ts';

// Each makes a whole tenant or two.
vi.setConfig({ testTimeout: 60_000 });

async function registered(): Promise<Setting> {
  const setting = await startSetting({ calm: true }, await foreignFile());
  await setting.register();
  setting.lines.length = 0;
  return setting;
}

test('a custom attribute that the tenant lacks is created, and one that is there is used', async () => {
  await using setting = await startSetting({}, await foreignFile());
  await setting.register();
  const [attribute, ...others] = setting.graph.directory.everything('attributes');
  expect(others).toEqual([]);
  expect(attribute).toMatchObject({ displayName: 'loyaltyNumber', description: 'Loyalty number', dataType: 'string' });
  expect(setting.lines.join('\n')).toContain('Create the user attribute loyaltyNumber (text)');
  await setting.cleanup();
  expect(setting.lines.join('\n')).toContain('The user attribute loyaltyNumber stays');
  await setting.register();
  expect(setting.graph.directory.everything('attributes')).toEqual([attribute]);
});

test('a custom attribute that no list shows yet is not created twice', async () => {
  await using setting = await startSetting({ calm: true }, await foreignFile());
  await setting.register();
  const before = contents(setting.graph.directory);
  let hidden = 3;
  setting.graph.options.fault = ({ method, path }) =>
    method === 'GET' && path.endsWith('userFlowAttributes') && (hidden -= 1) >= 0
      ? { kind: 'body', body: { value: [] } }
      : undefined;
  await expect(setting.register()).resolves.toMatchObject({ outcome: 'registered' });
  expect(contents(setting.graph.directory)).toEqual(before);
});

test('a federated credential that an administrator pointed elsewhere is set right, property by property', async () => {
  await using setting = await registered();
  const [credential] = setting.graph.directory.everything('federated');
  const before = structuredClone(credential);
  Object.assign(credential ?? {}, { subject: 'repo:mallory/staff:ref:refs/heads/main', audiences: ['api://other'] });
  await expect(setting.register()).resolves.toMatchObject({ outcome: 'registered' });
  expect(credential).toEqual(before);
  const shown = setting.lines.join('\n');
  expect(shown).toContain(
    'subject: repo:mallory/staff:ref:refs/heads/main → repo:bookshop/staff:environment:production',
  );
  expect(shown).not.toContain('issuer:');
});

test('a branding that is there is completed, and one of a language stays', async () => {
  await using setting = await startSetting({ calm: true }, await foreignFile());
  const { directory } = setting.graph;
  directory.branding = { id: '0', backgroundColor: '#ffffff', usernameHintText: 'Your email' };
  directory.localizations.set('en-US', { id: 'en-US', signInPageText: 'Howdy' });
  await setting.register();
  expect(directory.branding).toEqual({
    id: '0',
    backgroundColor: '#0b6e4f',
    signInPageText: 'Questions? Call the shop.',
    usernameHintText: 'Your email',
  });
  expect([...directory.localizations.keys()]).toEqual(['en-US']);
  expect(setting.lines.join('\n')).toContain('backgroundColor: #ffffff → #0b6e4f');
});

test('the first branding of a tenant comes with one of a language, which is taken away again', async () => {
  await using setting = await registered();
  expect(setting.graph.directory.branding).toMatchObject({ id: '0', backgroundColor: '#0b6e4f' });
  expect([...setting.graph.directory.localizations.keys()]).toEqual([]);
  await expect(setting.register()).resolves.toMatchObject({ outcome: 'nothing to do' });
});

test('an identity provider that the flow lost is added', async () => {
  await using setting = await registered();
  const flow = setting.graph.directory.everything('flows').find(({ displayName }) => displayName === 'Staff');
  Object.assign(flow ?? {}, { onAuthenticationMethodLoadStart: { identityProviders: [{ id: 'Google-OAUTH' }] } });
  await expect(setting.register()).resolves.toMatchObject({ outcome: 'registered' });
  expect(flow?.['onAuthenticationMethodLoadStart']).toEqual({
    identityProviders: [{ id: 'Google-OAUTH' }, { id: 'EmailPassword-OAUTH' }],
  });
});
