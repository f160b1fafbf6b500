import { describe, expect, test } from 'vitest';
import { checkTenantConfig, TenantConfigurationError } from './configuration.ts';
import { defaultTenant } from './default-tenant.ts';

async function problemsOf(change: object): Promise<string[]> {
  try {
    await checkTenantConfig({ ...defaultTenant, ...change });
    return [];
  } catch (error) {
    if (!(error instanceof TenantConfigurationError)) throw error;
    return error.problems;
  }
}

const [web, ...others] = defaultTenant.applications;
const api = '00001111-aaaa-2222-bbbb-3333cccc4444';
const ada = defaultTenant.users[0]?.id;
const federated = { name: 'main', issuer: 'https://token.example.com', subject: 'x', audiences: ['api://x'] };
const flow = (displayName: string) => ({
  displayName,
  applications: [web?.appId],
  identityProvider: 'EmailPassword',
});
const applications = (change: object) => ({ applications: [{ ...web, ...change }, ...others] });

describe('checkTenantConfig', () => {
  test('takes the default tenant', async () => {
    expect(await checkTenantConfig(defaultTenant)).toBe(defaultTenant);
  });

  test.each([
    [{ tenantId: 'contoso' }, 'tenantId: expected a GUID, found "contoso"'],
    [{ subdomain: 'con_toso' }, 'subdomain: expected contoso of contoso.onmicrosoft.com, found "con_toso"'],
    [{ users: 'ada' }, 'users: expected a list, found "ada"'],
    [{ users: undefined }, 'the configuration: expected the property users, which is missing'],
    [{ users: [{ displayName: 'x', mail: 'x' }] }, 'users[0].mail: expected an email address, found "x"'],
    [{ color: 'red' }, 'the configuration: expected no property color'],
    [applications({ appId: 7 }), 'applications[0].appId: expected a string, found 7'],
    [
      applications({ web: { redirectUris: ['http://example.com/'] } }),
      'applications[0].web.redirectUris[0]: expected an https: URI without fragment; http: only for localhost, found "http://example.com/"',
    ],
    [
      applications({ web: { redirectUris: ['javascript:alert(1)'] } }),
      'applications[0].web.redirectUris[0]: expected an https: URI without fragment; http: only for localhost, found "javascript:alert(1)"',
    ],
    [
      applications({ passwordCredentials: [{ secretText: 'x', endDateTime: 'soon' }] }),
      'applications[0].passwordCredentials[0].endDateTime: expected an ISO 8601 time, found "soon"',
    ],
    [
      applications({ passwordCredentials: [{ secretText: 'x', endDateTime: '2026-99-99' }] }),
      'applications[0].passwordCredentials[0].endDateTime: expected an ISO 8601 time, found "2026-99-99"',
    ],
    [
      applications({ federatedIdentityCredentials: [{ ...federated, issuer: 'http://token.example.com' }] }),
      'applications[0].federatedIdentityCredentials[0].issuer: expected the https: URL of an issuer; http: only for this machine, found "http://token.example.com"',
    ],
    [
      applications({ keyCredentials: [{ certificate: '-----BEGIN CERTIFICATE-----x' }] }),
      'applications[0].keyCredentials[0].certificate: expected a certificate in PEM, found "-----BEGIN CERTIFICATE-----x"',
    ],
    [
      applications({ appId: others[0]?.appId }),
      `applications[1].appId: expected a value of its own, "${others[0]?.appId ?? ''}" is taken`,
    ],
    [
      { oauth2PermissionGrants: [{ clientId: defaultTenant.tenantId, resourceId: others[0]?.appId, scope: 'x' }] },
      `oauth2PermissionGrants[0].clientId: expected the appId of one of the applications, found "${defaultTenant.tenantId}"`,
    ],
    [
      { oauth2PermissionGrants: [{ clientId: web?.appId, resourceId: api, scope: 'ToDoList.Read ToDoList.Raed' }] },
      'oauth2PermissionGrants[0].scope: expected one of the scopes of ToDoList API (ToDoList.Read, ToDoList.ReadWrite), found "ToDoList.Raed"',
    ],
    [
      { appRoleAssignments: [{ principalId: web?.appId, resourceId: api, appRole: 'ToDoList.Raed.All' }] },
      'appRoleAssignments[0].appRole: expected one of the application roles of ToDoList API (ToDoList.Read.All, ToDoList.ReadWrite.All), found "ToDoList.Raed.All"',
    ],
    [
      { appRoleAssignments: [{ principalId: ada, resourceId: api, appRole: 'ToDoList.Read.All' }] },
      'appRoleAssignments[0].appRole: expected none, because ToDoList API has no user roles, found "ToDoList.Read.All"',
    ],
    [
      { userFlows: [flow('One'), flow('Two')] },
      `userFlows[1].applications[0]: expected an application without another user flow, found "${web?.appId}"`,
    ],
    [
      { userFlows: [flow('One'), { ...flow('One'), applications: [] }] },
      'userFlows[1].displayName: expected a value of its own, "One" is taken',
    ],
  ])('%j', async (change, problem) => {
    expect(await problemsOf(change)).toContain(problem);
  });

  test.each([
    applications({
      federatedIdentityCredentials: [
        federated,
        { ...federated, name: 'second', issuer: 'http://localhost:4400/x/v2.0' },
      ],
    }),
    // All that Graph writes into an application's manifest.
    applications({
      optionalClaims: {
        idToken: [{ name: 'email', essential: true, source: null, additionalProperties: [] }],
        saml2Token: [{ name: 'x', source: 'user', additionalProperties: ['include_externally_authenticated_upn'] }],
      },
    }),
  ])('takes %j', async (change) => {
    expect(await problemsOf(change)).toEqual([]);
  });

  test('says everything at once', async () => {
    expect(await problemsOf({ tenantId: 'x', displayName: '' })).toHaveLength(2);
  });
});
