import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing, runProgram } from 'test-support';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../../..');
const recipes = join(root, 'docs/recipes');
const names = readdirSync(recipes)
  .filter((file) => file.endsWith('.diff'))
  .map((file) => file.slice(0, -5));

test('there are recipes, each with a page and a test that drives it', () => {
  expect(names.length).toBeGreaterThan(0);
  expect(readdirSync(recipes)).toEqual(expect.arrayContaining(names.map((name) => `${name}.md`)));
  const driven = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.long.test.ts'));
  expect(driven.map((file) => file.slice(0, -'.long.test.ts'.length)).toSorted()).toEqual(names);
});

test.skipIf(await isMissing('git')).each(names)(
  'the difference of %s applies to the app as it is, with what its page says',
  async (name) => {
    const page = readFileSync(join(recipes, `${name}.md`), 'utf8');
    const command = `git apply --directory=apps/web-app docs/recipes/${name}.diff`;
    expect(page).toContain(command);
    const [program = '', verb = '', ...rest] = command.split(' ');
    const env = { HOME: process.env['HOME'] ?? '' };
    const applied = await runProgram(program, [verb, '--check', ...rest], { cwd: root, env });
    expect(applied).toMatchObject({ code: 0, stderr: '' });
  },
);
