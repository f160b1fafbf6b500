import { randomBytes } from 'node:crypto';
import { UsageError } from 'cli';
import { expect, test } from 'vitest';
import { readCommandLine } from './command-line.ts';

const nothing = { help: false, version: false, claims: false, fresh: false, open: false, json: false, verbose: false };

test.each<[string, object]>([
  ['', { name: 'sign-in' }],
  ['sign-in --fresh --open', { name: 'sign-in', fresh: true, open: true }],
  ['-- --json', { name: 'sign-in', json: true }],
  ['sign-out --account=ada@contoso.com', { name: 'sign-out', account: 'ada@contoso.com' }],
  ['status --verbose', { name: 'status', verbose: true }],
  ['--timeout 90', { name: 'sign-in', timeoutSeconds: 90 }],
  ['--claims', { name: 'sign-in', claims: true }],
  ['--version', { name: 'sign-in', version: true }],
  ['sign-in -h', { name: 'sign-in', help: true }],
])('reads "%s"', (line, expected) => {
  expect(readCommandLine(line.split(' ').filter(Boolean))).toEqual({ ...nothing, ...expected });
});

test.each([
  'sign-up',
  'status sign-out',
  '--tokens',
  '--timeout',
  '--timeout 0',
  '--timeout 1.5',
  '--json=yes',
  '--account',
  '--account=',
  'status --fresh',
  'status --timeout 9',
  'sign-out --open',
  'status --claims',
])('refuses "%s"', (line) => {
  expect(() => readCommandLine(line.split(' '))).toThrow(UsageError);
});

test.each([
  ['--bogus', "Unknown option '--bogus'."],
  ['-x', "Unknown option '-x'."],
  ['--account', "Option '--account <value>' argument missing."],
  ['--account --json', "Option '--account' argument is ambiguous."],
  ['--json=yes', "Option '--json' does not take an argument."],
])('reports "%s" in one sentence: %s', (line, message) => {
  expect(() => readCommandLine(line.split(' '))).toThrow(expect.objectContaining({ message }));
});

test.each(['', '--', 'status ', '--timeout ', '--json='])('a secret behind "%s" is not repeated', (before) => {
  const secret = randomBytes(40).toString('hex');
  expect(() => readCommandLine((before + secret).split(' '))).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.not.stringContaining(secret.slice(0, 20)) }),
  );
});
