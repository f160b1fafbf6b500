import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfidentialClientApplication, PublicClientApplication, type TokenCacheContext } from '@azure/msal-node';
import { readTenantSettings, readEnvironment, discoverTenant, type Tenant } from 'ciam-config';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTokenCacheFile } from '../src/cache/index.ts';
import { createNetworkClient } from '../src/index.ts';
import { type Act, scriptedServer } from 'test-support';

let folder: string;
let path: string;
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'token-cache-'));
  path = join(folder, 'cache', 'daemon.json');
  lines = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const cacheFile = () => createTokenCacheFile(path, (line) => void lines.push(line));
const tenantId = 'aaaabbbb-0000-cccc-1111-dddd2222eeee';

const configuration = (endpoint: string) => ({
  auth: {
    clientId: '00001111-aaaa-2222-bbbb-3333cccc4444',
    authority: `https://contoso.example/${tenantId}`,
    knownAuthorities: ['contoso.example'],
    authorityMetadata: JSON.stringify({
      issuer: endpoint,
      authorization_endpoint: endpoint,
      token_endpoint: endpoint,
      jwks_uri: endpoint,
    }),
  },
  cache: { cachePlugin: cacheFile() },
  system: { networkClient: createNetworkClient() },
});

/** A daemon, each time as a new process would make it. */
const appToken = (endpoint: string, scope = 'api://todolist/.default') => {
  const { auth, ...rest } = configuration(endpoint);
  const client = new ConfidentialClientApplication({ ...rest, auth: { ...auth, clientSecret: 'a-value' } });
  return client.acquireTokenByClientCredential({ scopes: [scope] });
};

const tokenResponse = (accessToken: string, expiresIn = 3599): Act => ({
  status: 200,
  body: { token_type: 'Bearer', expires_in: expiresIn, ext_expires_in: expiresIn, access_token: accessToken },
});

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const userResponse = (oid: string, expiresIn = 3599): Act => {
  const claims = { oid, sub: oid, tid: tenantId, ver: '2.0', name: oid, preferred_username: `${oid}@contoso.com` };
  const body = {
    token_type: 'Bearer',
    scope: 'openid profile',
    expires_in: expiresIn,
    ext_expires_in: expiresIn,
    access_token: `token-of-${oid}`,
    refresh_token: `refresh-of-${oid}`,
    id_token: `${encode({ alg: 'none' })}.${encode(claims)}.`,
    client_info: encode({ uid: oid, utid: tenantId }),
  };
  return { status: 200, body };
};

test('a token is asked for once, however many runs there are', async () => {
  await using server = await scriptedServer(tokenResponse('first'), 'reset');
  await expect(appToken(server.url)).resolves.toMatchObject({ accessToken: 'first', fromCache: false });
  await expect(appToken(server.url)).resolves.toMatchObject({ accessToken: 'first', fromCache: true });
  expect(server.received).toHaveLength(1);
  expect(lines).toEqual([]);
});

test('a token with less than five minutes left is not used', async () => {
  await using server = await scriptedServer(tokenResponse('short', 299), tokenResponse('second'));
  await appToken(server.url);
  await expect(appToken(server.url)).resolves.toMatchObject({ accessToken: 'second', fromCache: false });
  await expect(appToken(server.url)).resolves.toMatchObject({ accessToken: 'second', fromCache: true });
});

test('file and folder are their owner’s only, even where the folder was open before', async () => {
  await using server = await scriptedServer(tokenResponse('first'));
  mkdirSync(join(folder, 'cache'), { mode: 0o755 });
  await appToken(server.url);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'cache')).mode & 0o777).toBe(0o700);
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test.each([
  ['damaged', '{"version":1,"tokens":{"AccessToken":{"contoso'],
  ['of another program', '{"AccessToken":{},"Account":{}}'],
  ['empty', ''],
  ['binary', '\0\u0001\u0002'],
  ['much too large', 'x'.repeat(5_000_000)],
])('a file that is %s is one line, and is replaced', async (_, text) => {
  await using server = await scriptedServer(tokenResponse('first'), 'reset');
  mkdirSync(join(folder, 'cache'));
  writeFileSync(path, text);
  await expect(appToken(server.url)).resolves.toMatchObject({ accessToken: 'first' });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^The token cache .* cannot be used \(it is .*\)\. Continuing without it\.$/);
  await expect(appToken(server.url)).resolves.toMatchObject({ accessToken: 'first', fromCache: true });
});

test.each([
  ['an empty entity', '{"AccessToken":{"key":{}},"Account":{"key":{}},"RefreshToken":{"key":{}},"IdToken":{"key":{}}}'],
  ['entities of the wrong shape', '{"AccessToken":{"a-b":{"target":5,"expires_on":"x"}},"AppMetadata":{"k":{"x":[]}}}'],
  ['kinds unknown to MSAL', '{"Surprise":{"key":{"a":1}}}'],
])('%s among the tokens does no harm', async (_, tokens) => {
  await using server = await scriptedServer(tokenResponse('first'));
  mkdirSync(join(folder, 'cache'));
  writeFileSync(path, `{"version":1,"tokens":${tokens}}`);
  await expect(appToken(server.url)).resolves.toMatchObject({ accessToken: 'first' });
  await expect(appToken(server.url)).resolves.toMatchObject({ accessToken: 'first', fromCache: true });
});

test('a place that cannot be written is one line', async () => {
  await using server = await scriptedServer(tokenResponse('first'), tokenResponse('second'));
  writeFileSync(join(folder, 'cache'), 'a file where the folder belongs');
  await expect(appToken(server.url)).resolves.toMatchObject({ accessToken: 'first' });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/cannot be (?:written|used) \((?:EEXIST|ENOTDIR)\)/);
});

test.skipIf(process.getuid?.() !== 0)('a file of another user is left alone (only root can make one)', async () => {
  await using server = await scriptedServer(tokenResponse('first'));
  await appToken(server.url);
  chownSync(path, 4321, 4321);
  chmodSync(path, 0o666);
  await appToken(server.url);
  expect(server.received).toHaveLength(2);
  expect(lines[0]).toMatch(/belongs to another user/);
});

test.skipIf(process.getuid?.() !== 0)('a link of another user is not followed (only root can make one)', async () => {
  await using server = await scriptedServer(tokenResponse('first'), tokenResponse('second'));
  const target = join(folder, 'target');
  mkdirSync(target, { mode: 0o755 });
  symlinkSync(target, join(folder, 'cache'));
  lchownSync(join(folder, 'cache'), 4321, 4321);
  await appToken(server.url);
  expect(statSync(target).mode & 0o777).toBe(0o755);
  expect(readdirSync(target)).toEqual([]);
  expect(lines[0]).toMatch(/belongs to another user/);
});

test.skipIf(process.getuid?.() !== 0)(
  'a folder of another user is left alone, by a link of one’s own too',
  async () => {
    await using server = await scriptedServer(tokenResponse('first'));
    const target = join(folder, 'target');
    mkdirSync(target, { mode: 0o755 });
    chownSync(target, 4321, 4321);
    symlinkSync(target, join(folder, 'cache'));
    await appToken(server.url);
    expect(statSync(target).mode & 0o777).toBe(0o755);
    expect(readdirSync(target)).toEqual([]);
  },
);

test('a link in the place of the file is not read, and is replaced by a file', async () => {
  await using server = await scriptedServer(tokenResponse('first'), tokenResponse('second'));
  await appToken(server.url);
  const elsewhere = join(folder, 'elsewhere.json');
  renameSync(path, elsewhere);
  symlinkSync(elsewhere, path);
  const before = readFileSync(elsewhere, 'utf8');
  expect(await appToken(server.url)).toMatchObject({ fromCache: false });
  expect(lines[0]).toContain('ELOOP');
  expect(lstatSync(path).isFile()).toBe(true);
  expect(readFileSync(elsewhere, 'utf8')).toBe(before);
});

test('a link of one’s own to a folder of one’s own is followed', async () => {
  await using server = await scriptedServer(tokenResponse('first'), 'reset');
  mkdirSync(join(folder, 'target'), { mode: 0o755 });
  symlinkSync(join(folder, 'target'), join(folder, 'cache'));
  await appToken(server.url);
  await expect(appToken(server.url)).resolves.toMatchObject({ fromCache: true });
  expect(statSync(join(folder, 'target')).mode & 0o777).toBe(0o700);
});

test('two processes that sign in different users at once keep both', async () => {
  await using ada = await scriptedServer(userResponse('ada'));
  await using grace = await scriptedServer(userResponse('grace'));
  // Both have read the file before either writes it.
  let writers = 0;
  let resolve = (): void => undefined;
  const bothHaveRead = new Promise<void>((done) => void (resolve = done));
  const signIn = (endpoint: string) => {
    const plugin = cacheFile();
    const afterCacheAccess = async (context: TokenCacheContext): Promise<void> => {
      if (context.cacheHasChanged && (writers += 1) === 2) resolve();
      if (context.cacheHasChanged) await bothHaveRead;
      await plugin.afterCacheAccess(context);
    };
    const cachePlugin = { beforeCacheAccess: plugin.beforeCacheAccess, afterCacheAccess };
    const client = new PublicClientApplication({ ...configuration(endpoint), cache: { cachePlugin } });
    return client.acquireTokenByRefreshToken({ scopes: ['openid'], refreshToken: 'given', forceCache: true });
  };
  await Promise.all([signIn(ada.url), signIn(grace.url)]);

  const later = new PublicClientApplication(configuration(ada.url)).getTokenCache();
  const accounts = await later.getAllAccounts();
  expect(accounts.map(({ username }) => username).sort()).toEqual(['ada@contoso.com', 'grace@contoso.com']);

  const signedOut = accounts.find(({ localAccountId }) => localAccountId === 'ada');
  if (!signedOut) throw new Error('expected ada');
  await later.removeAccount(signedOut);
  const left = await new PublicClientApplication(configuration(ada.url)).getTokenCache().getAllAccounts();
  expect(left.map(({ username }) => username)).toEqual(['grace@contoso.com']);
  expect(readFileSync(path, 'utf8')).not.toContain('of-ada');
});

test('what discovery found is kept for as long as the tenant says, and not a day longer', async () => {
  const issuer = `https://${tenantId}.ciamlogin.com/${tenantId}/v2.0`;
  await using server = await scriptedServer({
    status: 200,
    headers: { 'cache-control': 'max-age=99999999, private' },
    body: {
      issuer,
      authorization_endpoint: 'https://a.example/',
      token_endpoint: 'https://t.example/',
      jwks_uri: 'https://j.example/',
    },
  });
  const settings = readEnvironment({ TENANT_SUBDOMAIN: 'contoso', AUTHORITY: server.url }, readTenantSettings);
  const find = () => cacheFile().tenant(() => discoverTenant(settings));
  const first: Tenant = await find();
  await expect(find()).resolves.toEqual(first);
  expect(server.received).toHaveLength(1);

  const document = JSON.parse(readFileSync(path, 'utf8')) as { discovery: { until: number } };
  expect(document.discovery.until).toBeLessThanOrEqual(Date.now() + 24 * 60 * 60 * 1000);
  for (const until of [Date.now() - 1, Date.now() + 48 * 60 * 60 * 1000]) {
    writeFileSync(path, JSON.stringify({ ...document, discovery: { ...document.discovery, until } }));
    await expect(find()).resolves.toEqual(first);
  }
  expect(server.received).toHaveLength(3);
});

test('tokens and discovery do not overwrite each other', async () => {
  const tenant = { tenantId, issuer: 'i', jwksUri: 'j', maxAgeSeconds: 60, metadata: {}, msal: {} };
  const found = {
    ...tenant,
    metadata: { issuer: 'i', authorization_endpoint: 'a', token_endpoint: 't', jwks_uri: 'j' },
    msal: { authority: 'a', authorityMetadata: 'm', knownAuthorities: [] },
  };
  await using server = await scriptedServer(tokenResponse('first'), 'reset');
  await Promise.all([appToken(server.url), cacheFile().tenant(() => Promise.resolve(found))]);
  await expect(appToken(server.url)).resolves.toMatchObject({ fromCache: true });
  await expect(cacheFile().tenant(() => Promise.reject(new Error('asked again')))).resolves.toEqual(found);
});
