import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../src/repository.ts';

const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
const rows = [...page.matchAll(/^\| (.+\?.*?) +\| \[.+\]\(\.\.\/(.+?)\) +\| `(.+)` +\|$/gm)].map(
  ([, question = '', file = '', name = '']) => ({ question: question.trim(), file, name }),
);
const shipped = ['apps', 'packages', 'tools'].flatMap((parent) =>
  readdirSync(join(root, parent)).flatMap((name) => {
    const src = join(parent, name, 'src');
    if (!existsSync(join(root, src))) return [];
    return readdirSync(join(root, src), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => join(src, file));
  }),
);

test('the table has its rows', () => {
  expect(rows.length).toBeGreaterThanOrEqual(15);
});

test.each(rows)('$question', ({ file, name }) => {
  const homes = shipped.filter((path) => readFileSync(join(root, path), 'utf8').includes(name));
  expect(homes).toEqual([file]);
});
