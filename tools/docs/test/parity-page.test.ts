import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parityPage } from '../src/parity/page.ts';
import { paritySections } from '../src/parity/sections.ts';
import { root } from '../src/repository.ts';
import { knownFacts } from './known-facts.ts';

const rows = paritySections.flatMap((section) => section.rows);
const tests = join(root, 'packages/ciam-emulator/test');

/** Without line breaks and quotes: a title may be wrapped. */
const flat = (text: string): string => text.replaceAll(/[\s'"`]+/g, ' ');

describe('docs/parity.md', () => {
  test('is what is generated', () => {
    expect(readFileSync(join(root, 'docs/parity.md'), 'utf8')).toBe(parityPage(paritySections));
  });

  test.each(rows.map((row) => [row.what, row] as const))('%s: a test holds it', (_what, { test: [file, title] }) => {
    expect(existsSync(join(tests, file))).toBe(true);
    expect(flat(readFileSync(join(tests, file), 'utf8'))).toContain(flat(title));
  });

  test('what is real cites a dated source', () => {
    const real = rows.filter(({ grade }) => grade === 'real');
    const uncited = real.filter(({ source }) => !source || !/^20\d\d(-\d\d){0,2}$/.test(source.date));
    expect(uncited).toEqual([]);
  });

  test('what is guessed says why', () => {
    const guesses = rows.filter(({ grade }) => grade === 'guess');
    expect(guesses.filter(({ why = '' }) => why.length < 20)).toEqual([]);
  });

  test.each(knownFacts)('no. %s, %s: a row grades it', (_id, _fact, row) => {
    expect(rows.map(({ what }) => what)).toContain(row);
  });

  test('no number of the known facts is left out', () => {
    const last = { 1: 13, 2: 3, 3: 8, 4: 5, 5: 34, 6: 15, 7: 3, 8: 6, 9: 13, 10: 23 };
    const numbered = Object.entries(last).flatMap(([section, count]) =>
      Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
    );
    const tried = Array.from({ length: 18 }, (_, index) => `C${index + 1}`);
    expect(knownFacts.map(([id]) => id)).toEqual([...numbered, 'A14', ...tried]);
  });

  test('every error that the local tenant sends has a row, and no other', () => {
    const protocol = join(root, 'packages/ciam-emulator/src/protocol');
    const sent = readdirSync(protocol)
      .filter((file) => file.endsWith('-errors.ts'))
      .flatMap((file) => readFileSync(join(protocol, file), 'utf8').match(/(?<=[\s(])\d{5,7}(?=[,;) ])/g) ?? []);
    const graded = rows.flatMap(({ what }) => /^\d{5,7}(?=:)/.exec(what) ?? []);
    expect(sent).toContain('50011');
    expect(graded.toSorted()).toEqual([...new Set(sent)].toSorted());
  });

  test('no row stands there twice', () => {
    expect(new Set(rows.map(({ what }) => what)).size).toBe(rows.length);
  });
});
