import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { readCommandLine } from './command-line.ts';

const read = (line: string) => readCommandLine(line === '' ? [] : line.split(' '), '1.2.3');
const defaults = { json: false, cache: true, verbose: false };

test.each([
  ['--op getToDos', { op: 'getToDos' }],
  ['--operation getToDos', { op: 'getToDos' }],
  ['--operation=getToDo --id 7', { op: 'getToDo', id: 7 }],
  ['--op=getToDo --id 7', { op: 'getToDo', id: 7 }],
  ['--id 7 --op deleteToDo', { op: 'deleteToDo', id: 7 }],
  ['--op addToDo --description milk --owner o', { op: 'addToDo', description: 'milk', owner: 'o' }],
  ['-- --op getToDos', { op: 'getToDos' }],
  ['--op updateToDo --id 1 --description 42', { op: 'updateToDo', id: 1, description: '42' }],
  ['--op updateToDo --id 1 --id 2 --description last-wins', { op: 'updateToDo', id: 2, description: 'last-wins' }],
])('%s', (line, operation) => {
  expect(read(line)).toEqual({ ...defaults, operation });
});

test('--json, --no-cache and --verbose', () => {
  expect(read('--op getToDos --json --no-cache --verbose')).toMatchObject({ json: true, cache: false, verbose: true });
});

test.each([
  ['', /Missing required argument: op/],
  ['--op', /op/],
  ['--op getTodos', /Choices: "getToDos"/],
  ['--op getToDos extra', /^Unknown argument: extra$/],
  ['--bogus', /^Missing required argument: op\nSuch as --op getToDos\nUnknown argument: bogus$/],
  ['help', /Unknown argument: help/],
  ['--op deleteToDo --id 1 help', /^Unknown argument: help$/],
  ['--op getToDos --color', /Unknown argument: color/],
  ['--op getToDo', /getToDo needs --id/],
  ['--op getToDo --id', /id/],
  ['--op getToDo --id 0', /positive whole number/],
  ['--op getToDo --id -1', /positive whole number/],
  ['--op getToDo --id 1e99', /positive whole number/],
  ['--op getToDo --id one', /positive whole number/],
  ['--op addToDo --description milk', /addToDo needs --owner/],
  ['--op addToDo --description --owner o', /Not enough arguments following: description/],
  ['--op deleteToDo --id 1 --owner o', /deleteToDo does not take --owner/],
])('"%s" is refused', (line, expected) => {
  expect(() => read(line)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(expected) }),
  );
});

test.each(['', '--', '--op ', '--op getToDos --color '])('a secret behind "%s" is not repeated', (before) => {
  const secret = randomBytes(40).toString('hex');
  expect(() => read(before + secret)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.not.stringContaining(secret.slice(0, 20)) }),
  );
});
