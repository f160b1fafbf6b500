import { ConfigurationError } from 'ciam-config';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const complete = {
  TENANT_SUBDOMAIN: 'contoso',
  WEB_APP_CLIENT_ID: '00001111-aaaa-2222-bbbb-000000000001',
  WEB_APP_CLIENT_SECRET: 'a~value',
};
const secret = 'Wm3kQ9zT7xLr2VbN8cYfH5dJ0sGpA4eU';
const production = {
  ...complete,
  NODE_ENV: 'production',
  REDIRECT_URI: 'https://www.contoso.com/auth/redirect',
  TRUST_PROXY: '1',
  EXPRESS_SESSION_SECRET: secret,
  SESSION_STORE: 'memory',
};

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

test('defaults are those of the original sample', () => {
  expect(readConfig(complete)).toMatchObject({
    port: 3000,
    origin: 'http://localhost:3000',
    redirectUri: 'http://localhost:3000/auth/redirect',
    postLogoutRedirectUri: 'http://localhost:3000',
    session: { secrets: [], idleMinutes: 60, absoluteHours: 24 },
  });
});

test("the original sample's names are read, and addresses are kept exactly as written", () => {
  const config = readConfig({
    TENANT_SUBDOMAIN: 'contoso',
    CLIENT_ID: complete.WEB_APP_CLIENT_ID,
    CLIENT_SECRET: 'a~value',
    PORT: '3001',
    REDIRECT_URI: 'https://www.Contoso.com/auth/redirect',
    POST_LOGOUT_REDIRECT_URI: 'https://www.Contoso.com',
    TRUST_PROXY: '1',
    EXPRESS_SESSION_SECRET: `${secret}, ${secret}y`,
    REDIS_URL: 'rediss://cache.example:6380',
  });
  expect(config).toMatchObject({
    port: 3001,
    origin: 'https://www.contoso.com',
    redirectUri: 'https://www.Contoso.com/auth/redirect',
    postLogoutRedirectUri: 'https://www.Contoso.com',
    server: { trustProxy: 1 },
    session: { secrets: [secret, `${secret}y`], redisUrl: 'rediss://cache.example:6380' },
  });
});

test('REDIS_URL may name one Redis of a Sentinel', () => {
  const url = 'rediss://app:secret@sentinel.example:26379?master=sessions-1';
  expect(readConfig({ ...complete, REDIS_URL: url }).session.redisUrl).toBe(url);
});

test('SESSION_STORE=memory overrides REDIS_URL', () => {
  const { session } = readConfig({ ...complete, REDIS_URL: 'redis://x', SESSION_STORE: 'memory' });
  expect(session.redisUrl).toBeUndefined();
});

test.each<[string, Record<string, string>, RegExp]>([
  ['no client ID', { ...complete, WEB_APP_CLIENT_ID: '' }, /^WEB_APP_CLIENT_ID is not set/],
  [
    'a placeholder',
    { ...complete, WEB_APP_CLIENT_ID: 'Enter_the_Application_Id_Here' },
    /still contains its placeholder/,
  ],
  [
    'https and no proxy',
    { ...complete, REDIRECT_URI: 'https://www.contoso.com/auth/redirect' },
    /Set TRUST_PROXY to the number/,
  ],
  [
    'http elsewhere',
    { ...complete, REDIRECT_URI: 'http://www.contoso.com/auth/redirect' },
    /^REDIRECT_URI is not an https URL/,
  ],
  ['another path', { ...complete, REDIRECT_URI: 'http://localhost:3000/callback' }, /must end in \/auth\/redirect/],
  ['a short secret', { ...complete, EXPRESS_SESSION_SECRET: 'short' }, /shorter than 32 characters/],
  ['one short secret of two', { ...complete, EXPRESS_SESSION_SECRET: `${secret},short` }, /shorter than 32 characters/],
  ['production without a secret', { ...production, EXPRESS_SESSION_SECRET: '' }, /^EXPRESS_SESSION_SECRET is not set/],
  ['production without a store', { ...production, SESSION_STORE: '' }, /^REDIS_URL is not set.*SESSION_STORE=memory/],
  [
    'production over http',
    { ...production, REDIRECT_URI: 'http://localhost:3000/auth/redirect' },
    /^REDIRECT_URI is http/,
  ],
  [
    'production that signs out to http',
    { ...production, POST_LOGOUT_REDIRECT_URI: 'http://localhost:3000/' },
    /^POST_LOGOUT_REDIRECT_URI is http/,
  ],
  ['production on a local tenant', { ...production, AUTHORITY: 'http://127.0.0.1:4400' }, /^AUTHORITY is http/],
  ['production with an example', { ...production, WEB_APP_CLIENT_SECRET: 'only-not-a-secret' }, /can be guessed/],
  ['production with one letter', { ...production, EXPRESS_SESSION_SECRET: 'x'.repeat(40) }, /can be guessed/],
  [
    'production with counted digits',
    { ...production, EXPRESS_SESSION_SECRET: '0123456789'.repeat(4) },
    /can be guessed/,
  ],
  ['production with two letters', { ...production, WEB_APP_CLIENT_SECRET: `${'ab'.repeat(20)}a` }, /can be guessed/],
  ['production with a placeholder', { ...production, EXPRESS_SESSION_SECRET: `change-me${secret}` }, /can be guessed/],
  [
    'credentials in the address',
    { ...complete, REDIRECT_URI: `http://u:${secret}@localhost/auth/redirect` },
    /contains a user/,
  ],
  ['a query', { ...complete, REDIRECT_URI: `http://localhost:3000/auth/redirect?code=${secret}` }, /must end in/],
  ['half a password in a query', { ...complete, REDIS_URL: `redis://default:12?${secret}@cache` }, /not a Redis URL/],
  ['a pipe of Windows', { ...complete, PORT: String.raw`\\.\pipe\1b2c` }, /^PORT names a Windows pipe/],
  ['Redis without its address', { ...complete, SESSION_STORE: 'redis' }, /^SESSION_STORE is redis, but REDIS_URL/],
  ['an address that is not a Redis URL', { ...complete, REDIS_URL: 'http://x' }, /not a Redis URL/],
  ['an address that is not a URL', { ...complete, REDIS_URL: 'redis://:a/b#c@x:1' }, /^REDIS_URL is not a Redis URL/],
  ['an unknown store', { ...complete, SESSION_STORE: 'disk' }, /^SESSION_STORE is not one of/],
  ['no time', { ...complete, SESSION_IDLE_MINUTES: '0' }, /^SESSION_IDLE_MINUTES is not a whole number/],
])('%s is reported as one problem', (_, env, expected) => {
  const problems = problemsOf(env);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(expected);
  expect(problems[0]).not.toContain(secret);
});

test('both addresses follow the port, and keep the base path of REDIRECT_URI', () => {
  expect(readConfig({ ...complete, WEB_APP_PORT: '5611' })).toMatchObject({
    redirectUri: 'http://localhost:5611/auth/redirect',
    postLogoutRedirectUri: 'http://localhost:5611',
    warnings: [],
  });
  const portal = 'https://www.contoso.com/portal';
  expect(readConfig({ ...production, REDIRECT_URI: `${portal}/auth/redirect` })).toMatchObject({
    origin: 'https://www.contoso.com',
    postLogoutRedirectUri: portal,
    warnings: [],
  });
});

test('a loopback address with another port is a warning, except behind a proxy', () => {
  const { warnings } = readConfig({ ...complete, PORT: '5611', REDIRECT_URI: 'http://localhost:3000/auth/redirect' });
  expect(warnings).toEqual([
    expect.stringMatching(/^REDIRECT_URI .*3000.*5611/),
    expect.stringMatching(/^POST_LOGOUT/),
  ]);
  expect(readConfig({ ...production, PORT: '8080' }).warnings).toEqual([]);
});

test.each(['6000', '10080'])('browsers do not open port %s', (port) => {
  for (const name of ['WEB_APP_PORT', 'PORT']) {
    expect(() => readConfig({ ...complete, [name]: port })).toThrow(`${name} is a port that browsers refuse`);
  }
});

test('the variable that Kubernetes sets for a service named web-app is not a port', () => {
  expect(readConfig({ ...complete, WEB_APP_PORT: 'tcp://10.96.14.3:80' }).port).toBe(3000);
  expect(readConfig({ ...complete, WEB_APP_PORT: 'tcp://10.96.14.3:80', PORT: '8080' }).port).toBe(8080);
  expect(readConfig({ ...complete, WEB_APP_PORT: 'UDP://[fd00::1]:80', PORT: 'udp://10.96.14.3:53' }).port).toBe(3000);
});
