import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { readCommandLine } from './command-line.ts';

const read = (line: string) => readCommandLine(line === '' ? [] : line.split(' '));
const defaults = { json: false, cache: true, verbose: false };

test.each([
  ['--op getToDos', { op: 'getToDos' }],
  ['--operation getToDos', { op: 'getToDos' }],
  ['--operation=getToDo --id 7', { op: 'getToDo', id: 7 }],
  ['--op=getToDo --id 7', { op: 'getToDo', id: 7 }],
  ['--id 7 --op deleteToDo', { op: 'deleteToDo', id: 7 }],
  ['--op addToDo --description milk --owner o', { op: 'addToDo', description: 'milk', owner: 'o' }],
  ['--op updateToDo --id 1 --description 42', { op: 'updateToDo', id: 1, description: '42' }],
  ['--op updateToDo --id 1 --id 2 --description last-wins', { op: 'updateToDo', id: 2, description: 'last-wins' }],
])('%s', (line, operation) => {
  expect(read(line)).toEqual({ ...defaults, operation });
});

test.each([
  ['--help', 'help'],
  ['-h --op getToDos', 'help'],
  ['--version', 'version'],
  ['-- --op getToDos --version', 'version'],
])('%s asks for the %s', (line, expected) => {
  expect(read(line)).toBe(expected);
});

test('--json, --no-cache and --verbose', () => {
  expect(read('--op getToDos --json --no-cache --verbose')).toMatchObject({ json: true, cache: false, verbose: true });
});

test.each([
  ['', /such as --op getToDos/],
  ['--op', /--op <value>/],
  ['--op getTodos', /one of getToDos, getToDo,/],
  ['--op getToDos extra', /'extra'/],
  ['--bogus', /'--bogus'/],
  ['help', /'help'/],
  ['--op deleteToDo --id 1 help', /'help'/],
  ['--op getToDos --colour', /'--colour'/],
  ['--op getToDo', /getToDo needs --id/],
  ['--op getToDo --id', /--id <value>/],
  ['--op getToDo --id 0', /whole number from 1/],
  ['--op getToDo --id -1', /--id/],
  ['--op getToDo --id=-1', /whole number from 1/],
  ['--op getToDo --id 1e99', /whole number from 1/],
  ['--op getToDo --id one', /whole number from 1/],
  ['--op addToDo --description milk', /addToDo needs --owner/],
  ['--op addToDo --description --owner o', /--description/],
  ['--op deleteToDo --id 1 --owner o', /deleteToDo does not take --owner/],
])('"%s" is refused', (line, expected) => {
  expect(() => read(line)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(expected) }),
  );
});

test.each(['', '--', '--op ', '--op getToDos --colour '])('a secret behind "%s" is not repeated', (before) => {
  const secret = randomBytes(40).toString('hex');
  expect(() => read(before + secret)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.not.stringContaining(secret.slice(0, 20)) }),
  );
});
