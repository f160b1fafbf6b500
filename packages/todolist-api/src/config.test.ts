import { ConfigurationError } from 'ciam-config';
import { describe, expect, test } from 'vitest';
import { readConfig } from './config.ts';

const apiClientId = '00001111-aaaa-2222-bbbb-3333cccc4444';
const least = { TENANT_SUBDOMAIN: 'contoso', API_CLIENT_ID: apiClientId };

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
};

test('the tenant and the client ID are sufficient', () => {
  expect(readConfig(least)).toMatchObject({
    tenant: { tenantSubdomain: 'contoso', authority: 'https://contoso.ciamlogin.com/' },
    clientId: apiClientId,
    port: 44_351,
    host: '127.0.0.1',
    databaseUrl: 'file:.data/todolist.db',
    corsOrigins: [],
    allowedClientApps: [],
    production: false,
  });
  expect(readConfig(least).seedOwners).toHaveLength(3);
});

test('in production nothing is seeded, and the API listens on every interface', () => {
  const config = readConfig({ ...least, NODE_ENV: 'production' });
  expect(config.seedOwners).toEqual([]);
  expect(config.host).toBeUndefined();
});

test("the original sample's PORT keeps working", () => {
  expect(readConfig({ ...least, PORT: '8080' }).port).toBe(8080);
});

test('lists are split, and IDs converted to lower case', () => {
  const config = readConfig({
    ...least,
    CORS_ORIGINS: 'https://a.example, https://b.example:8443',
    ALLOWED_CLIENT_APPS: apiClientId.toUpperCase(),
  });
  expect(config.corsOrigins).toEqual(['https://a.example', 'https://b.example:8443']);
  expect(config.allowedClientApps).toEqual([apiClientId]);
});

test('every problem is reported at once', () => {
  const problems = problemsOf({
    API_PORT: 'x',
    DATABASE_URL: 'mysql://x',
    CORS_ORIGINS: '*',
    ALLOWED_CLIENT_APPS: 'x',
  });
  expect(problems).toHaveLength(6);
  for (const name of [
    'ALLOWED_CLIENT_APPS',
    'API_CLIENT_ID',
    'API_PORT',
    'CORS_ORIGINS',
    'DATABASE_URL',
    'TENANT_SUBDOMAIN',
  ]) {
    expect(problems.join('\n')).toContain(name);
  }
});

describe.each(['*', 'https://a.example/', 'https://a.example/path', 'a.example', 'null', 'https://*.example'])(
  'CORS_ORIGINS=%s',
  (CORS_ORIGINS) => {
    test('is refused', () => {
      expect(problemsOf({ ...least, CORS_ORIGINS })).toHaveLength(1);
    });
  },
);

test.each(['mysql://h/d', 'postgres', 'file:', 'file:x?mode=memory', 'file::memory:', 'todolist.db', 'http://h/d'])(
  'DATABASE_URL=%s is refused without being repeated',
  (DATABASE_URL) => {
    const [problem] = problemsOf({ ...least, DATABASE_URL });
    expect(problem).toMatch(/^DATABASE_URL is neither/);
    expect(problem).not.toContain(`=${DATABASE_URL}`);
  },
);
