import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixTable } from 'ciam-msal/fix';
import { describe, expect, test } from 'vitest';
import { errorsPage } from '../src/errors-page.ts';
import { packageErrors } from '../src/package-errors.ts';
import { root } from '../src/repository.ts';

/** The codes in a package's source, in snake_case: of error classes, and of the unions that name them. */
function codesOf(name: string): string[] {
  const folder = join(root, 'packages', name, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => /(?<!\.test)\.ts$/.test(file));
  const text = sources
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')
    .replaceAll(/\/\*\*.*?\*\//gs, '');
  const own = [...text.matchAll(/readonly code(?:: \w+)? = '(\w+)'/g)].map(([, code = '']) => code);
  const unions = [...text.matchAll(/\btype \w*Code =((?:\s*\|?\s*(?:'\w+'|\w+Code\b))+)/g)].flatMap(([, union = '']) =>
    [...union.matchAll(/'([a-z][a-z0-9_]*)'/g)].map(([, code = '']) => code),
  );
  return [...new Set([...own, ...unions])].toSorted();
}

const packages = readdirSync(join(root, 'packages'));

test('docs/errors.md is what the tables say; `pnpm docs:errors` writes it', () => {
  const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
  expect(page).toBe(errorsPage(fixTable, packageErrors));
});

describe('the codes that a package can throw are those that the page has:', () => {
  test.each(packages)('%s', (name) => {
    const described = Object.keys(packageErrors[name] ?? {});
    expect(codesOf(name).filter((code) => !described.includes(code) && !(code in fixTable))).toEqual([]);
    expect(described.filter((code) => !codesOf(name).includes(code))).toEqual([]);
  });

  test('and are found', () => {
    expect(codesOf('ciam-config')).toEqual(expect.arrayContaining(['configuration_invalid', 'tenant_mismatch']));
    expect(packages).toEqual(expect.arrayContaining(Object.keys(packageErrors)));
  });
});
