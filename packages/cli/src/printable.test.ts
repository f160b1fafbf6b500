import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable } from './printable.ts';

test.each([
  ['Ada\u001B[2J\u001B]0;root\u0007 Lovelace', 'Ada[2J]0;root Lovelace'],
  ['one\r\ntwo\rthree\n', 'one\ntwothree\n'],
  ['evil\u202Egpj.exe', 'evilgpj.exe'],
  ['\u009B31mred', '31mred'],
  ['Zoë Ünsal 山田 👩‍💻', 'Zoë Ünsal 山田 👩‍💻'],
])('%j becomes %j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('removes every control character', () => {
  const text = fc.array(fc.nat(0x2100)).map((codes) => String.fromCodePoint(...codes));
  fc.assert(
    fc.property(text, (text) => {
      expect(printable(text)).not.toMatch(/(?!\n)\p{Cc}|[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u);
    }),
  );
});
