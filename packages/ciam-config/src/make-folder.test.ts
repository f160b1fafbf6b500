import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'make-folder-'));
});
afterEach(() => rmSync(base, { recursive: true }));

test('makes what is missing above, for the user alone, and leaves what is there', () => {
  const folder = join(base, 'a', 'b', 'c');
  makeFolder(folder);
  makeFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(process.platform === 'win32' ? 0o777 : 0o700);
});

test('throws where a file stands in the way', () => {
  writeFileSync(join(base, 'file'), '');
  expect(() => makeFolder(join(base, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(base, 'file', 'folder'))).toThrow(/ENOTDIR|ENOENT/);
});

test.skipIf(!existsSync('/proc/self'))('throws where nothing can be made, instead of trying forever', () => {
  expect(() => makeFolder('/proc/nobody/.cache/samples')).toThrow(/ENOENT/);
  expect(() => makeFolder('/proc/self/samples')).toThrow(/ENOENT/);
});
