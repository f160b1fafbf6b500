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

test('creates missing parents for the user alone, and keeps an existing folder', () => {
  const folder = join(base, 'a', 'b', 'c');
  makeFolder(folder);
  makeFolder(folder);
  expect(statSync(folder).mode & 0o777).toBe(process.platform === 'win32' ? 0o777 : 0o700);
});

test('throws if a file has that name', () => {
  writeFileSync(join(base, 'file'), '');
  expect(() => makeFolder(join(base, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(base, 'file', 'folder'))).toThrow(/ENOTDIR|ENOENT/);
});

test.skipIf(!existsSync('/proc/self'))('throws if nothing can be created, instead of trying forever', () => {
  expect(() => makeFolder('/proc/nobody/.cache/samples')).toThrow(/ENOENT/);
  expect(() => makeFolder('/proc/self/samples')).toThrow(/ENOENT/);
});
