import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { mergeEnvironment, writePrivate } from './env-file.ts';
import { RegistrationError } from './registration/registration-error.ts';

test.each<[string, string, Record<string, string | undefined>, string]>([
  ['sets where it stands', '# about\nA=1\nB=2\n', { A: '9' }, '# about\nA=9\nB=2\n'],
  ['adds at the end', 'A=1', { B: '2' }, 'A=1\nB=2\n'],
  ['takes out by commenting', 'A=1\nB=2\n', { A: undefined }, '# A=1\nB=2\n'],
  ['leaves what was never there', 'A=1\n', { B: undefined }, 'A=1\n'],
  ['keeps a comment on the line', 'A=1 # why\n', { A: '2' }, 'A=2 # why\n'],
  ['does not wake a comment', '# A=1\n', { A: '2' }, '# A=1\nA=2\n'],
  ['keeps Windows line ends', 'A=1\r\nB=2\r\n', { A: '9', C: '3' }, 'A=9\r\nB=2\r\nC=3\r\n'],
  [
    'comments out in front of Windows line ends',
    'A=1\r\nP="x\r\ny"\r\n',
    { A: undefined, P: undefined },
    '# A=1\r\n# P="x\r\n# y"\r\n',
  ],
  ['quotes what needs it', '', { A: 'a b#c' }, "A='a b#c'\n"],
  ['takes out what is written with a colon', 'A: 1\nB=2\n', { A: undefined }, '# A: 1\nB=2\n'],
  ['sets what is written with a colon', 'A: 1\n', { A: '2' }, 'A=2\n'],
  ['keeps a mark of the byte order', '\uFEFFA=1\n', { A: '2' }, '\uFEFFA=2\n'],
  ['sets an empty one', 'A=\nB=2\n', { A: '1' }, 'A=1\nB=2\n'],
  ['keeps export', 'export A=1\n', { A: '2' }, 'export A=2\n'],
  ['keeps set', 'SET A=1\r\n', { A: '2' }, 'SET A=2\r\n'],
  ['comments out a line of PowerShell', "$env:A = '1'\nB=2\n", { A: undefined }, "# $env:A = '1'\nB=2\n"],
  ['sets every repetition', 'A=1\nA=2\n', { A: '3' }, 'A=3\nA=3\n'],
  ['writes all kinds of quotes where it can', '', { A: 'a\'b"c`d' }, 'A=a\'b"c`d\n'],
  ['does not look into a quoted value', 'P="x\nA=1\n"\n', { A: '2' }, 'P="x\nA=1\n"\nA=2\n'],
  ['comments out every line of a value', 'P="x\ny"\n', { P: undefined }, '# P="x\n# y"\n'],
])('%s', (_, text, changes, expected) => {
  expect(mergeEnvironment(text, changes)).toBe(expected);
});

const name = fc.constantFrom('A', 'B', 'C_D', 'E');
const value = fc.string().filter((text) => !/["\\`\r\n]/.test(text) && text.trim() === text);
const awkward = fc
  .string({ unit: fc.constantFrom('a', '1', "'", '"', '`', '\\', '#', '$', ' ', '\n', '=', ':') })
  .filter((text) => text.trim() === text);
const line = fc.oneof(
  fc.tuple(name, value).map(([key, text]) => `${key}='${text.replaceAll("'", '')}'`),
  fc.constantFrom('', '# A=comment', 'E=plain # note', 'C_D="two\nA=lines"'),
);

/** Undefined for a value that dotenv cannot represent, such as one with all three kinds of quotes and a #. */
function merged(text: string, changes: Record<string, string>): string | undefined {
  try {
    return mergeEnvironment(text, changes);
  } catch (error) {
    if (error instanceof RegistrationError && error.message.includes('three kinds of quotes')) return undefined;
    throw error;
  }
}

test('dotenv reads the previous values and the changes', () => {
  fc.assert(
    fc.property(fc.array(line), fc.dictionary(name, fc.oneof(value, awkward)), (lines, changes) => {
      const before = lines.join('\n');
      const after = merged(before, changes);
      fc.pre(after !== undefined);
      expect(parse(after)).toEqual({ ...parse(before), ...changes });
      expect(mergeEnvironment(after, changes)).toBe(after);
    }),
  );
});

let folder: string | undefined;
afterEach(() => folder && rmSync(folder, { recursive: true }));

test('replaces a file atomically, for its owner alone, and follows a link', async () => {
  folder = mkdtempSync(join(tmpdir(), 'env-file-'));
  const real = join(folder, 'real');
  writeFileSync(real, 'A=1\n', { mode: 0o644 });
  symlinkSync(real, join(folder, '.env'));
  await writePrivate(join(folder, '.env'), 'A=2\n');
  expect(readFileSync(real, 'utf8')).toBe('A=2\n');
  expect(statSync(real).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).toSorted()).toEqual(['.env', 'real']);
});

test('keeps a link to a file that does not exist yet', async () => {
  folder = mkdtempSync(join(tmpdir(), 'env-file-'));
  symlinkSync('real', join(folder, 'link'));
  symlinkSync('link', join(folder, '.env'));
  await writePrivate(join(folder, '.env'), 'A=1\n');
  expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('A=1\n');
  expect(lstatSync(join(folder, '.env')).isSymbolicLink()).toBe(true);
});

test('keeps a read-only file', async () => {
  folder = mkdtempSync(join(tmpdir(), 'env-file-'));
  const path = join(folder, '.env');
  writeFileSync(path, 'A=1\n', { mode: 0o400 });
  await expect(writePrivate(path, 'A=2\n')).rejects.toMatchObject({
    code: 'file_unusable',
    message: expect.stringContaining('it is read-only'),
  });
  expect(readFileSync(path, 'utf8')).toBe('A=1\n');
});

test.skipIf(process.platform === 'win32')('keeps a named pipe', async () => {
  folder = mkdtempSync(join(tmpdir(), 'env-file-'));
  const path = join(folder, '.env');
  execFileSync('mkfifo', [path]);
  await expect(writePrivate(path, 'A=2\n')).rejects.toMatchObject({
    code: 'file_unusable',
    message: expect.stringContaining('it is not a file'),
  });
  expect(lstatSync(path).isFIFO()).toBe(true);
});

test('leaves nothing behind if the file cannot be written', async () => {
  folder = mkdtempSync(join(tmpdir(), 'env-file-'));
  await expect(writePrivate(join(folder, 'none', '.env'), 'A=2\n')).rejects.toThrow('ENOENT');
  expect(readdirSync(folder)).toEqual([]);
});
