import { isAbsolute } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { userCacheFolder } from './user-cache-folder.ts';

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

test('is absolute where HOME is empty', () => {
  vi.stubEnv('HOME', '');
  expect(userCacheFolder({})).toSatisfy(isAbsolute);
});
