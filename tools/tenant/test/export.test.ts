import fc from 'fast-check';
import { defaultTenant, startEmulator } from 'ciam-emulator';
import { localTenant, parseTenantFile } from 'ciam-emulator/tenant-file';
import { describe, expect, test } from 'vitest';
import { cloud } from '../src/exporting/cloud.ts';
import { exportTenant } from '../src/exporting/export-tenant.ts';
import { foreignFile } from './foreign-file.ts';
import { sampleFile, startSetting } from './setting.ts';
import { contents } from './snapshot.ts';
import { tenantFiles } from './tenant-files.ts';

describe('any tenant file', () => {
  test.each([false, true])(
    'export(apply(f)) = cloud(f), a second apply changes nothing, and clean-up leaves nothing (calm: %s)',
    async (calm) => {
      await fc.assert(
        fc.asyncProperty(tenantFiles, async (json) => {
          const file = await parseTenantFile(json, {});
          await using setting = await startSetting({ calm }, file);
          await setting.register();
          expect(setting.graph.refusals).toEqual([]);
          const exported = await exportTenant(setting.client);
          expect(cloud(exported.file)).toEqual(cloud({ ...file, name: exported.file.name }));
          const before = contents(setting.graph.directory);
          await expect(setting.register()).resolves.toMatchObject({ outcome: 'nothing to do' });
          expect(contents(setting.graph.directory)).toEqual(before);
          await setting.cleanup();
          expect(contents(setting.graph.directory)).toMatchObject({
            applications: [],
            grants: [],
            assignments: [],
            flows: [],
          });
        }),
        { numRuns: calm ? 12 : 6 },
      );
    },
    60_000,
  );

  test('in the form of the cloud, and as the local tenant, is one again', async () => {
    await fc.assert(
      fc.asyncProperty(tenantFiles, async (json) => {
        const file = await parseTenantFile(json, {});
        const inCloud = cloud(file);
        expect(cloud(await parseTenantFile(JSON.parse(JSON.stringify(inCloud)), {}))).toEqual(inCloud);
        expect(localTenant(file).applications).toHaveLength(file.applications.length);
      }),
      { numRuns: 10 },
    );
  }, 60_000);
});

test('the samples: export, run, and a user of theirs signs in', async () => {
  await using setting = await startSetting();
  await setting.register();
  const { file, settings } = await exportTenant(setting.client);
  expect(cloud(file)).toEqual(cloud(await sampleFile()));
  expect(settings).toEqual(
    Object.fromEntries(Object.entries(setting.env()).filter(([name]) => /CLIENT_ID|TENANT_/.test(name))),
  );
  const text = JSON.stringify({ file, settings });
  const secrets = Object.entries(setting.env()).filter(([name]) => name.includes('SECRET'));
  expect(secrets.length).toBeGreaterThan(1);
  for (const [, value] of secrets) expect(text).not.toContain(value);
  const config = localTenant(await parseTenantFile(JSON.parse(JSON.stringify(file)), {}));
  await using emulator = await startEmulator({ config });
  await expectSignIn(emulator, setting.env()['WEB_APP_CLIENT_ID'] ?? '', 'http://localhost:3000/auth/redirect');
});

test('what the local tenant grants, register grants, and the other way round', async () => {
  await using setting = await startSetting();
  await setting.register();
  const { file } = await exportTenant(setting.client);
  const granted = (tenant: typeof defaultTenant) => {
    const name = (id: string) => tenant.applications.find(({ appId }) => appId === id)?.displayName ?? id;
    const scopes = (tenant.oauth2PermissionGrants ?? []).flatMap(({ clientId, resourceId, scope }) =>
      scope.split(' ').map((value) => `${name(clientId)} ${name(resourceId)} ${value}`),
    );
    const roles = (tenant.appRoleAssignments ?? []).map(
      ({ principalId, resourceId, appRole }) => `${name(principalId)} ${name(resourceId)} ${appRole}`,
    );
    return new Set([...scopes, ...roles]);
  };
  expect(granted(localTenant(file))).toEqual(granted(defaultTenant));
});

describe('a tenant file of another team: a single-page app, an API and two user flows', () => {
  test('runs locally: both flows, and the API gets its scope', async () => {
    const config = localTenant(await foreignFile());
    await using emulator = await startEmulator({ config });
    const spa = config.applications.find(({ displayName }) => displayName === 'Bookshop');
    await expectSignIn(emulator, spa?.appId ?? '', 'http://localhost:5173/');
  });

  test('applies, and comes back', async () => {
    const file = await foreignFile();
    await using setting = await startSetting({}, file);
    await expect(setting.register()).resolves.toMatchObject({ outcome: 'registered' });
    expect(setting.graph.refusals).toEqual([]);
    expect(contents(setting.graph.directory)['flows']).toHaveLength(2);
    expect(setting.env()).toMatchObject({ VITE_CLIENT_ID: expect.any(String), TENANT_SUBDOMAIN: 'contoso' });
    const exported = await exportTenant(setting.client);
    expect(cloud(exported.file)).toEqual(cloud(file));
  });
});

async function expectSignIn(
  emulator: Awaited<ReturnType<typeof startEmulator>>,
  clientId: string,
  redirectUri: string,
): Promise<void> {
  const address = new URL(`${emulator.origin}/${emulator.tenantId}/oauth2/v2.0/authorize`);
  const asked = { client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: 'openid' };
  address.search = new URLSearchParams({
    ...asked,
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  }).toString();
  const { fields } = await emulator.control.signIn(address.href, emulator.users[0]?.mail ?? '');
  expect(fields.code).toEqual(expect.any(String));
}
