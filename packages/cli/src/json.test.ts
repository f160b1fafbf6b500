import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toJson } from './json.ts';

test.each([
  ['\u009B31mred', String.raw`"\u009b31mred"`],
  ['evil\u202Egpj.exe', String.raw`"evil\u202egpj.exe"`],
  ['\u0085next\u007F', String.raw`"\u0085next\u007f"`],
  ['Zoë 山田 👩‍💻', '"Zoë 山田 👩‍💻"'],
])('%j becomes %s', (text, json) => {
  expect(toJson(text)).toBe(`${json}\n`);
});

test('parses to the same value, without control characters', () => {
  const text = fc.array(fc.nat(0x2100)).map((codes) => String.fromCodePoint(...codes));
  fc.assert(
    fc.property(fc.dictionary(text, fc.array(text)), (value) => {
      const json = toJson(value);
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(json).not.toMatch(/(?!\n)\p{Cc}|[\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/u);
    }),
  );
});
