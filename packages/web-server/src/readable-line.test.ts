import { expect, test } from 'vitest';
import { readableLine } from './readable-line.ts';

const line = (fields: Record<string, unknown>): string =>
  readableLine(JSON.stringify({ level: 40, time: 0, ...fields }));

test.each([
  ['a message', { msg: 'a\u001B[2Jb' }, 'a\uFFFD[2Jb'],
  ['a field', { msg: 'asked', path: '/\u202E\u009B\u0007x' }, 'path=/\uFFFD\uFFFD\uFFFDx'],
  ['a field within a field', { msg: 'asked', query: { a: '\u2066' } }, 'query={"a":"\uFFFD"}'],
  ['an error', { msg: 'failed', err: { message: 'a\rb', cause: { message: '\u001B]8;;' } } }, 'a\uFFFDb'],
])('a terminal receives no control characters of %s', (_, fields, expected) => {
  const text = line(fields);
  expect(text).toContain(expected);
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
});

test('the causes of an error stand below it', () => {
  const err = { stack: 'Error: first\n    at one', cause: { message: 'second' } };
  expect(line({ msg: 'failed', err }).split('\n').slice(1)).toEqual([
    '  Error: first',
    '      at one',
    '  because:',
    '  second',
    '',
  ]);
});
