import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultTenantFile, localTenant, parseTenantFile, TenantConfigurationError } from '../tenant-file.ts';
import { checkTenantConfig } from './configuration.ts';
import { substitute, withVariablesEscaped } from './variables.ts';

const json: Record<string, unknown> = JSON.parse(readFileSync(defaultTenantFile, 'utf8'));

async function problemsOf(change: object): Promise<string[]> {
  const problem: unknown = await parseTenantFile({ ...json, ...change }, {}).catch((error: unknown) => error);
  return problem instanceof TenantConfigurationError ? problem.problems : [];
}

describe('tenant.json', () => {
  test('is a tenant file, and the local tenant it describes can run', async () => {
    const tenant = localTenant(await parseTenantFile(json, {}));
    expect(await checkTenantConfig(tenant)).toBe(tenant);
    expect(tenant.applications[0]?.web).toEqual({
      redirectUris: ['http://localhost:3000/auth/redirect', 'http://localhost:3000/'],
      logoutUrl: 'http://localhost:3000/auth/frontchannel-logout',
    });
  });

  test.each([
    [{ WEB_APP_PORT: '3001' }, 'http://localhost:3001/auth/redirect', 'http://localhost:3001/auth/frontchannel-logout'],
    [
      { REDIRECT_URI: 'https://www.example.com/portal/auth/redirect', WEB_APP_PORT: '3001' },
      'https://www.example.com/portal/auth/redirect',
      'https://www.example.com/portal/auth/frontchannel-logout',
    ],
  ])('takes %j from the environment', async (variables, redirectUri, logoutUrl) => {
    const { applications } = await parseTenantFile(json, variables);
    expect(applications[0]?.web).toMatchObject({ redirectUris: [redirectUri, expect.anything()], logoutUrl });
  });

  test('applications without an ID always get the same one', async () => {
    const { local: _local, ...rest } = json;
    const [first, second] = await Promise.all([parseTenantFile(rest, {}), parseTenantFile(rest, {})]);
    expect(localTenant(first)).toEqual(localTenant(second));
    expect(await checkTenantConfig(localTenant(first))).toMatchObject({ subdomain: 'contoso', users: [] });
  });

  const [web] = json.applications as object[];
  const applications = (change: object) => ({ applications: [{ ...web, permissions: [], ...change }], userFlows: [] });
  test.each<[object, string]>([
    [{ name: 'Ours!' }, 'name: expected marks everything'],
    [{ users: [] }, 'the configuration: expected no property users'],
    [
      applications({ web: { redirectUris: ['http://example.com/'] } }),
      'applications[0].web.redirectUris[0]: expected an https: URI',
    ],
    [
      applications({ web: { redirectUris: ['${NOWHERE}'] } }),
      'applications[0].web.redirectUris[0]: set the variable NOWHERE',
    ],
    [
      applications({ permissions: [{ resource: 'apy', scopes: ['x'] }] }),
      'applications[0].permissions[0].resource: expected the name of an application or Microsoft Graph, found "apy"',
    ],
    [
      applications({ name: 'api', permissions: [{ resource: 'api', appRoles: ['ToDoList.Raed.All'] }] }),
      'applications[0].permissions[0].appRoles: expected one of the application roles of api (), found "ToDoList.Raed.All"',
    ],
    [
      { applications: [web, web], userFlows: [] },
      'applications[1].name: expected a value of its own, "web-app" is taken',
    ],
    [
      { userFlows: [{ displayName: 'x', applications: ['nobody'], identityProviders: ['EmailPassword-OAUTH'] }] },
      'userFlows[0].applications[0]: expected the name of one of the applications, found "nobody"',
    ],
    [
      {
        userFlows: ['x', 'y'].map((displayName) => ({
          displayName,
          applications: ['web-app'],
          identityProviders: ['EmailPassword-OAUTH'],
        })),
      },
      'userFlows[1].applications[0]: expected an application without another user flow, found "web-app"',
    ],
    [{ local: { applications: { nobody: {} } } }, 'local.applications: expected the name of one of the applications'],
  ])('%j is refused', async (change, problem) => {
    expect(await problemsOf(change)).toContainEqual(expect.stringContaining(problem));
  });
});

describe('substitute', () => {
  test.each([
    ['plain', 'plain'],
    ['${A}/${B:-b}', '1/b'],
    ['${B:-${A}}', '1'],
    ['${B:-${C:-c}d}e', 'cde'],
    ['${EMPTY:-full}', 'full'],
    // Values are not expanded again.
    ['${NESTED}', '${A}'],
    ['$A ${ ${9}', '$A ${ ${9}'],
    // Escaped variables stay as they are.
    ['$${A}/${A}', '${A}/1'],
    ['$$${A}', '$${A}'],
    ['${B:-$${A}}', '${A}'],
  ])('%s', (text, expected) => {
    expect(substitute(withVariablesEscaped(text), {})).toEqual({ value: text, problems: [] });
    const variables = { A: '1', EMPTY: ' ', NESTED: '${A}' };
    expect(substitute({ x: [text] }, variables)).toEqual({ value: { x: [expected] }, problems: [] });
  });
});
