import { isAbsolute } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { tokenCachePath, userCacheFolder } from './token-cache-path.ts';

const identity = {
  tenant: { tenantSubdomain: 'contoso', authority: 'https://contoso.ciamlogin.com/' },
  clientId: '00001111-aaaa-2222-bbbb-000000000003',
  credential: { clientSecret: 'a-very-secret-value' },
};

test('contains the name of the program, and nothing of the secret', () => {
  const path = tokenCachePath('daemon', identity);
  expect(path).toMatch(/external-id-samples.*[\\/]daemon-[0-9a-f]{16}\.json$/);
  expect(tokenCachePath('daemon', structuredClone(identity))).toBe(path);
});

test.each([
  { ...identity, clientId: 'another' },
  { ...identity, tenant: { ...identity.tenant, authority: 'http://127.0.0.1:4400/' } },
  { ...identity, tenant: { ...identity.tenant, tenantId: 'aaaabbbb-0000-cccc-1111-dddd2222eeee' } },
  { ...identity, credential: { clientSecret: 'another' } },
  { ...identity, credential: { clientCertificate: { thumbprintSha256: 'AB', privateKey: 'k' } } },
  { ...identity, credential: { clientCertificate: { thumbprint: 'AB12', privateKey: 'k' } } },
  { ...identity, credential: { clientAssertion: () => Promise.resolve('x') } },
  { tenant: identity.tenant, clientId: identity.clientId },
])('differs with tenant, client and credential (%#)', (other) => {
  expect(tokenCachePath('daemon', other)).not.toBe(tokenCachePath('daemon', identity));
});

afterEach(() => void vi.unstubAllEnvs());

test.each<[string, NodeJS.Platform, Record<string, string>, string]>([
  ['~/.cache', 'linux', {}, '/home/ada/.cache/external-id-samples'],
  ['XDG_CACHE_HOME', 'linux', { XDG_CACHE_HOME: '/var/cache/ada' }, '/var/cache/ada/external-id-samples'],
  ['~/.cache for an empty one', 'linux', { XDG_CACHE_HOME: '' }, '/home/ada/.cache/external-id-samples'],
  ['~/.cache for a relative one', 'linux', { XDG_CACHE_HOME: 'cache' }, '/home/ada/.cache/external-id-samples'],
  ['~/Library/Caches', 'darwin', {}, '/home/ada/Library/Caches/external-id-samples'],
  ['%LOCALAPPDATA%', 'win32', { LOCALAPPDATA: '/local' }, '/local/external-id-samples/Cache'],
  ['%LOCALAPPDATA% by default', 'win32', {}, '/home/ada/AppData/Local/external-id-samples/Cache'],
])('%s', (_, platform, env, expected) => {
  expect(userCacheFolder(env, platform, '/home/ada').replaceAll('\\', '/')).toBe(expected);
});

test('is absolute if HOME is empty', () => {
  vi.stubEnv('HOME', '');
  expect(userCacheFolder({})).toSatisfy(isAbsolute);
});
