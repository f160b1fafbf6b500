import { expect, test } from 'vitest';
import { fit } from './wrap.ts';

const text = '  --account <name>     Which account: its username or object ID.\nOne sentence that goes on for a while.';

test('a pipe gets unwrapped lines', () => {
  expect(fit(text, {})).toBe(text);
  expect(fit(text, { isTTY: false, columns: 20 })).toBe(text);
});

test('text after a label stays in its column', () => {
  expect(fit(text, { isTTY: true, columns: 46 })).toBe(
    [
      '  --account <name>     Which account: its',
      '                       username or object ID.',
      'One sentence that goes on for a while.',
    ].join('\n'),
  );
});

test('a narrow terminal gets more lines, and a word longer than one stays whole', () => {
  const lines = fit(`${text} https://contoso.ciamlogin.com/common/oauth2/deviceauth`, { isTTY: true, columns: 30 });
  expect(lines.split('\n')).toEqual([
    '  --account <name>     Which',
    '    account: its username or',
    '    object ID.',
    'One sentence that goes on for',
    'a while.',
    'https://contoso.ciamlogin.com/common/oauth2/deviceauth',
  ]);
});

test('a list item is indented below its text', () => {
  const item = fit('  - The first setting is not what it has to be.', { isTTY: true, columns: 30 });
  expect(item).toBe('  - The first setting is not\n    what it has to be.');
});
