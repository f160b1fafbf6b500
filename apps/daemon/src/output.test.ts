import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { formatResult } from './output.ts';
import type { Result } from './to-do-list.ts';

const owner = '00aa00aa-bb11-cc22-dd33-44ee44ee44ee';
const screen = (columns: number) => Object.assign(new PassThrough(), { isTTY: true, columns });
const escapes = new RegExp(String.raw`${'\u001B'}\[\d+m`, 'g');
const shown = (result: Result, columns = 80) => formatResult(result, false, screen(columns)).replaceAll(escapes, '');

test('a listing is aligned and starts with the count', () => {
  const toDos = [
    { id: 9, owner, description: 'Buy milk' },
    { id: 10, owner, description: 'Buy oat milk' },
  ];
  expect(shown({ toDos })).toBe(`2 to-dos

   9  Buy milk
      owner ${owner}
  10  Buy oat milk
      owner ${owner}
`);
});

test.each<[string, Result, string]>([
  ['none', { toDos: [] }, 'No to-dos.\n'],
  ['one of a list', { toDos: [{ id: 1, owner: 'o', description: 'd' }] }, '1 to-do\n\n  1  d\n     owner o\n'],
  ['one by itself', { toDo: { id: 1, owner: 'o', description: 'd' } }, '  1  d\n     owner o\n'],
  ['one gone', { deleted: 3 }, 'Deleted to-do 3.\n'],
])('%s', (_, result, expected) => {
  expect(shown(result)).toBe(expected);
});

test.each([20, 40, 60, 300])('no line is longer than a terminal of %i columns, and no word is lost', (columns) => {
  const description = `A ${'very '.repeat(30)}long one with ${'w'.repeat(120)} in it`;
  const lines = shown({ toDo: { id: 7, owner: 'o', description } }, columns).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.max(columns, 25));
  expect(lines.join('').replaceAll(/\s/g, '')).toBe(`7${description.replaceAll(/\s/g, '')}ownero`);
});

test('wide characters count as two columns', () => {
  const lines = shown({ toDo: { id: 7, owner: 'o', description: '牛乳を買う'.repeat(20) } }, 40).split('\n');
  const columnsOf = (line: string) => line.length + line.replaceAll(/[^\u2E80-\uFFFF]/g, '').length;
  expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(40);
  expect(Math.max(...lines.map(columnsOf))).toBeGreaterThan(34);
  expect(lines.join('').replaceAll(/\s/g, '')).toBe(`7${'牛乳を買う'.repeat(20)}ownero`);
});

test('control characters are removed', () => {
  const text = formatResult(
    { toDo: { id: 1, owner: 'o\u009B2J', description: 'red \u001B]0;title\u0007\u202E' } },
    false,
    screen(80),
  );
  expect(text.replaceAll(escapes, '')).toBe('  1  red ]0;title\n     owner o2J\n');
});

test('a pipe gets JSON, and a terminal only on request', () => {
  const toDos = [{ id: 1, owner, description: 'Buy milk' }];
  const pipe = new PassThrough();
  expect(JSON.parse(formatResult({ toDos }, false, pipe))).toEqual(toDos);
  expect(JSON.parse(formatResult({ toDos }, true, screen(80)))).toEqual(toDos);
  expect(formatResult({ deleted: 3 }, false, pipe)).toBe('{\n  "deleted": 3\n}\n');
});
