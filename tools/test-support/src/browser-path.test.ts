import { expect, test } from 'vitest';
import { browserPath, browserPaths } from './browser-path.ts';

test.each<[NodeJS.Platform, Record<string, string>, RegExp[]]>([
  ['linux', {}, [/^\/usr\/bin\/chromium$/, /^\/usr\/bin\/google-chrome$/, /edge$/]],
  ['darwin', {}, [/\/Google Chrome\.app\/Contents\/MacOS\/Google Chrome$/, /\/Microsoft Edge$/]],
  [
    'win32',
    { ProgramFiles: 'P', 'ProgramFiles(x86)': 'X' },
    [/^P.+chrome\.exe$/, /^X.+chrome\.exe$/, /^X.+msedge\.exe$/],
  ],
])('on %s Chrome, Chromium and Edge are looked for', (platform, env, forms) => {
  const paths = browserPaths(platform, env);
  expect(forms.filter((form) => !paths.some((path) => form.test(path)))).toEqual([]);
});

test('CHROMIUM_PATH takes precedence if the file exists', () => {
  expect(browserPath({ CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
  expect(browserPath({ CHROMIUM_PATH: '/nowhere' })).not.toBe('/nowhere');
});
