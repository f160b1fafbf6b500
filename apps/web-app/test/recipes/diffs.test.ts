import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMissing, runProgram } from 'test-support';
import { expect, onTestFinished, test } from 'vitest';

const app = join(import.meta.dirname, '../..');
const root = join(app, '../..');
const recipes = join(root, 'docs/recipes');
const names = readdirSync(recipes)
  .filter((file) => file.endsWith('.diff'))
  .map((file) => file.slice(0, -5));

/** Whether the app already has every line that a recipe adds, because someone applied it here. */
function isApplied(name: string): boolean {
  const [, ...files] = readFileSync(join(recipes, `${name}.diff`), 'utf8').split(/^diff --git /m);
  return files.every((difference) => {
    const file = join(app, /^\+\+\+ b\/(.+)$/m.exec(difference)?.[1] ?? '');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    return [...difference.matchAll(/^\+(?!\+\+ b)(.*)$/gm)].every(([, added = '']) => lines.includes(added));
  });
}

const open = names.filter((name) => !isApplied(name));

test('there are recipes, each with a page and a test that drives it', () => {
  expect(names.length).toBeGreaterThan(0);
  expect(readdirSync(recipes)).toEqual(expect.arrayContaining(names.map((name) => `${name}.md`)));
  const driven = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.long.test.ts'));
  expect(driven.map((file) => file.slice(0, -'.long.test.ts'.length)).toSorted()).toEqual(
    [...names, 'combined'].toSorted(),
  );
});

test.skipIf(await isMissing('git')).each(open)(
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

const pairs = open.flatMap((first) => open.filter((name) => name !== first).map((second) => [first, second] as const));

test.skipIf(await isMissing('git')).each(pairs)('after %s, %s applies', async (...pair) => {
  const cwd = mkdtempSync(join(tmpdir(), 'recipes-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  for (const part of ['src', 'views', 'public', 'test']) {
    cpSync(join(app, part), join(cwd, part), { recursive: true });
  }
  const env = { HOME: process.env['HOME'] ?? '', GIT_CEILING_DIRECTORIES: tmpdir() };
  for (const name of pair) {
    const applied = await runProgram('git', ['apply', join(recipes, `${name}.diff`)], { cwd, env });
    expect(applied).toMatchObject({ code: 0, stderr: '' });
  }
});
