import { describe, expect, test } from 'vitest';
import { parseId, parseNewToDo, parseToDoChange } from './to-do.ts';

describe('a description', () => {
  test.each<[string, string]>([
    ['one character', 'x'],
    ['500 characters', 'x'.repeat(500)],
    ['500 characters of two code units each', '😀'.repeat(500)],
    ['blanks around it', ' x '],
    ['right-to-left text', 'שלום'],
    ['what SQL and HTML are made of', `'; DROP TABLE todos; -- <script>`],
  ])('may be %s', (_what, description) => {
    expect(parseToDoChange({ description })).toEqual({ description });
  });

  test.each<[string, unknown]>([
    ['absent', undefined],
    ['null', null],
    ['a number', 1],
    ['a boolean', true],
    ['a list', ['x']],
    ['an object', { text: 'x' }],
    ['empty', ''],
    ['blank', ' \u00a0\u3000'],
    ['501 characters', 'x'.repeat(501)],
    ['501 characters of two code units each', '😀'.repeat(501)],
    ['with a NUL', 'a\u0000b'],
    ['with a line break', 'a\nb'],
    ['with an escape', 'a\u001b[31mb'],
    ['with a C1 control', 'a\u0085b'],
    ['with a line separator', 'a\u2028b'],
    ['with half a surrogate pair', 'a\ud800b'],
  ])('may not be %s', (_what, description) => {
    expect(() => parseToDoChange({ description })).toThrow('The description must be 1 to 500 characters');
  });
});

test('an owner is a GUID in lower case', () => {
  const owner = 'ADA00000-0000-4000-8000-000000000001';
  expect(parseNewToDo({ description: 'x', owner })).toEqual({ description: 'x', owner: owner.toLowerCase() });
  expect(parseNewToDo({ description: 'x' })).toEqual({ description: 'x', owner: undefined });
});

test.each([null, '', 'ada', `${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}'`, 1, {}])(
  'not the owner %j',
  (owner) => {
    expect(() => parseNewToDo({ description: 'x', owner })).toThrow('The owner is not the object ID');
  },
);

test.each(['1', '42', '2147483647'])('the ID %s', (text) => {
  expect(parseId(text)).toBe(Number(text));
});

test.each(['0', '-1', '+1', '01', '1.0', '1e3', '2147483648', '', ' 1', '1\n', '٣', 'NaN', '0x1'])(
  'not the ID %j',
  (text) => {
    expect(() => parseId(text)).toThrow('The ID is not a whole number from 1 to 2147483647.');
  },
);
