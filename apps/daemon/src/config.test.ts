import type { ConfigurationError, Environment } from 'ciam-config';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const apiId = '00001111-aaaa-2222-bbbb-3333cccc4444';
const complete = {
  TENANT_SUBDOMAIN: 'contoso',
  DAEMON_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000003',
  DAEMON_CLIENT_SECRET: 'a~value',
  API_CLIENT_ID: apiId,
};
const read = (env: Environment) => readConfig({ ...complete, ...env }, '/nowhere');

test('optional settings have defaults', () => {
  expect(read({})).toEqual({
    tenant: { tenantSubdomain: 'contoso', authority: 'https://contoso.ciamlogin.com/' },
    clientId: complete.DAEMON_CLIENT_ID,
    credential: { clientSecret: 'a~value' },
    apiEndpoint: 'http://localhost:44351/api/todolist',
    scope: `api://${apiId}/.default`,
    http: { attempts: 4, timeoutMs: 10_000, totalMs: 30_000 },
  });
});

test("the original sample's names are read if ours are absent", () => {
  const env = {
    DAEMON_CLIENT_ID: undefined,
    DAEMON_CLIENT_SECRET: undefined,
    CLIENT_ID: apiId,
    CLIENT_SECRET: 'older',
  };
  expect(read(env)).toMatchObject({ clientId: apiId, credential: { clientSecret: 'older' } });
});

test.each([
  ['api://todos', 'api://todos/.default'],
  ['api://todos/', 'api://todos/.default'],
  ['api://todos/.default', 'api://todos/.default'],
  ['https://contoso.com/todos', 'https://contoso.com/todos/.default'],
  [`api://${apiId}/todos`, `api://${apiId}/todos/.default`],
  ['api://contoso.onmicrosoft.com/todos/.default', 'api://contoso.onmicrosoft.com/todos/.default'],
])('SCOPES=%s requests %s without API_CLIENT_ID', (scopes, scope) => {
  expect(read({ SCOPES: scopes, API_CLIENT_ID: undefined })).toMatchObject({ scope });
});

test.each([
  [{ SCOPES: 'api://todos/ToDoList.Read' }, /a single scope, which only users can get/],
  [{ SCOPES: 'https://contoso.com/todos/ToDoList.ReadWrite.All' }, /a single scope, which only users can get/],
  [{ SCOPES: 'api://one,api://two' }, /names more than one API/],
  [{ SCOPES: 'api://one api://two' }, /names more than one API/],
  [{ SCOPES: 'Enter_the_Scopes_Here', API_CLIENT_ID: undefined }, /SCOPES still contains its placeholder/],
  [{ API_ENDPOINT: 'http://api.example/' }, /API_ENDPOINT is not an https URL/],
  [{ HTTP_ATTEMPTS: '0' }, /HTTP_ATTEMPTS is not a whole number from 1 to 20/],
  [{ HTTP_TIMEOUT_SECONDS: 'soon' }, /HTTP_TIMEOUT_SECONDS is not a whole number/],
  [{ API_CLIENT_ID: undefined }, /API_CLIENT_ID is not set/],
])('%j is reported as one problem', (env, expected) => {
  expect(() => read(env)).toThrow(
    expect.objectContaining({ problems: [expect.stringMatching(expected)] } satisfies Partial<
      Record<keyof ConfigurationError, unknown>
    >),
  );
});
