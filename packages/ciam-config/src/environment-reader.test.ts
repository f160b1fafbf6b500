import { describe, expect, test } from 'vitest';
import { ConfigurationError } from './configuration-error.ts';
import type { Environment } from './environment-files.ts';
import { type EnvironmentReader, readEnvironment } from './environment-reader.ts';
import { readTenantSettings } from './tenant-settings.ts';

const about = { purpose: 'the thing under test', find: 'Look in the box.' };

function problemsOf(env: Environment, describeSettings: (read: EnvironmentReader) => unknown): readonly string[] {
  try {
    readEnvironment(env, describeSettings);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('readEnvironment', () => {
  test('reports every problem at once, with name, purpose and where to find the value', () => {
    const problems = problemsOf({ PORT: 'many', ID: 'Enter_the_Application_Id_Here' }, (read) => {
      read.required('SUBDOMAIN', about);
      read.guid('ID', about);
      read.port('PORT', { ...about, default: 1 });
      read.problem('TENANT', 'These two contradict each other.');
    });
    expect(problems).toEqual([
      'SUBDOMAIN is not set. It is the thing under test. Look in the box.',
      'ID still contains its placeholder. It is the thing under test. Look in the box.',
      'PORT is not a whole number from 0 to 65535. It is the thing under test. Look in the box.',
      'These two contradict each other.',
    ]);
  });

  test('names a variable that is set in the place of one that is not', () => {
    const env = { CLIENT_SECERT: 'hunter2-hunter2', SCOPES: '' };
    expect(problemsOf(env, (read) => read.required('CLIENT_SECRET', about))).toEqual([
      'CLIENT_SECRET is not set (CLIENT_SECERT is). It is the thing under test. Look in the box.',
    ]);
  });

  test('reports a variable that cannot be read only once', () => {
    const problems = problemsOf({ ID: 'Enter_the_Application_Id_Here', PORT: 'many' }, (read) => {
      if (!read.optional('ID', about)) read.problem('ID', 'ID is too short.');
      if (read.port('PORT', { ...about, default: 1 }) < 1024) read.problem('PORT', 'PORT is privileged.');
      read.problem('OTHER', 'OTHER contradicts PORT.');
    });
    expect(problems.map((problem) => problem.split('.')[0])).toEqual([
      'ID still contains its placeholder',
      'PORT is not a whole number from 0 to 65535',
      'OTHER contradicts PORT',
    ]);
  });

  test('never repeats a value, which may be a secret', () => {
    const secret = 'hunter2-hunter2';
    const problems = problemsOf({ A: secret, B: secret, C: secret, D: secret, E: secret }, (read) => {
      read.guid('A', about);
      read.integer('B', { ...about, default: 1 });
      read.url('C', about);
      read.oneOf('D', { ...about, values: ['x', 'y'], default: 'x' });
      read.optionalGuid('E', about);
    });
    expect(problems).toHaveLength(5);
    expect(problems.join()).not.toContain(secret);
  });

  test.each<[string, Environment, (read: EnvironmentReader) => unknown, unknown]>([
    [
      'a GUID in lower case',
      { X: '00001111-AAAA-2222-bbbb-3333cccc4444' },
      (r) => r.guid('X', about),
      '00001111-aaaa-2222-bbbb-3333cccc4444',
    ],
    ['an absent optional', {}, (r) => r.optional('X', about), undefined],
    ['spaces around a value', { X: '  a ' }, (r) => r.required('X', about), 'a'],
    ['a default port', { X: '' }, (r) => r.port('X', { ...about, default: 3000 }), 3000],
    ["the original sample's name", { PORT: '80' }, (r) => r.port('X', { ...about, also: ['PORT'], default: 1 }), 80],
    [
      "its own name before the original sample's",
      { X: '81', PORT: '80' },
      (r) => r.port('X', { ...about, also: ['PORT'], default: 1 }),
      81,
    ],
    ['a list', { X: ' a, b ,,c' }, (r) => r.list('X', about), ['a', 'b', 'c']],
    ['an empty list', {}, (r) => r.list('X', about), []],
    ['one of a few', { X: 'y' }, (r) => r.oneOf('X', { ...about, values: ['x', 'y'], default: 'x' }), 'y'],
    ['a URL, normalized', { X: 'HTTPS://Example.com' }, (r) => r.url('X', about), 'https://example.com/'],
    [
      'http on this machine',
      { X: 'http://127.0.0.1:1' },
      (r) => r.url('X', { ...about, httpLoopbackOnly: true }),
      'http://127.0.0.1:1/',
    ],
  ])('reads %s', (_, env, read, expected) => {
    expect(readEnvironment(env, read)).toEqual(expected);
  });

  test.each<[string, Environment, (read: EnvironmentReader) => unknown]>([
    ['a number below the minimum', { X: '1' }, (r) => r.integer('X', { ...about, default: 5, min: 2 })],
    ['a negative number', { X: '-1' }, (r) => r.integer('X', { ...about, default: 5 })],
    ['a port beyond 65535', { X: '65536' }, (r) => r.port('X', { ...about, default: 5 })],
    ['a file: URL', { X: 'file:///etc/passwd' }, (r) => r.url('X', about)],
    ['http to another machine', { X: 'http://example.com' }, (r) => r.url('X', { ...about, httpLoopbackOnly: true })],
    [
      'http to a name that begins like this machine',
      { X: 'http://127.0.0.1.example.com' },
      (r) => r.url('X', { ...about, httpLoopbackOnly: true }),
    ],
    ['a missing URL', {}, (r) => r.url('X', about)],
  ])('refuses %s', (_, env, read) => {
    expect(problemsOf(env, read)).toHaveLength(1);
  });
});

describe('readTenantSettings', () => {
  const read = (env: Environment) => readEnvironment(env, readTenantSettings);

  test('needs only the subdomain', () => {
    expect(read({ TENANT_SUBDOMAIN: 'Contoso' })).toEqual({
      tenantSubdomain: 'contoso',
      authority: 'https://contoso.ciamlogin.com/',
    });
  });

  test.each([
    'https://login.contoso.com',
    'https://login.contoso.com/aaaabbbb-0000-cccc-1111-dddd2222eeee',
    'https://login.contoso.com/contoso.onmicrosoft.com/',
  ])('drops the path of the authority %s', (AUTHORITY) => {
    expect(read({ TENANT_SUBDOMAIN: 'contoso', AUTHORITY }).authority).toBe('https://login.contoso.com/');
  });

  test.each<[string, Environment]>([
    ['no subdomain', {}],
    ['the whole domain as subdomain', { TENANT_SUBDOMAIN: 'contoso.onmicrosoft.com' }],
    ['the placeholder', { TENANT_SUBDOMAIN: 'Enter_the_Tenant_Subdomain_Here' }],
    ['an http authority elsewhere', { TENANT_SUBDOMAIN: 'contoso', AUTHORITY: 'http://contoso.ciamlogin.com/' }],
    ['a malformed tenant ID', { TENANT_SUBDOMAIN: 'contoso', TENANT_ID: 'contoso' }],
  ])('refuses %s, with one problem', (_, env) => {
    expect(problemsOf(env, readTenantSettings)).toHaveLength(1);
  });
});
