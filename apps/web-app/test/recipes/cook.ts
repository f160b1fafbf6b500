import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runProgram } from 'test-support';
import { expect, onTestFinished } from 'vitest';

const app = join(import.meta.dirname, '../..');
export const root: string = join(app, '../..');

/** Not for a copy: what tests recipes, and the flow in README.md, which no recipe changes. */
const leftOut = new Set([import.meta.dirname, join(app, 'test/readme.test.ts')]);

/** A copy of this app and its tests, built, with the differences of recipes applied. */
export async function cook(...recipes: string[]): Promise<string> {
  const copy = mkdtempSync(join(root, 'apps/.recipe-'));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  for (const part of ['src', 'views', 'public', 'test', 'start.cjs', 'package.json', 'tsconfig.json']) {
    cpSync(join(app, part), join(copy, part), { recursive: true, filter: (path) => !leftOut.has(path) });
  }
  symlinkSync(join(app, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const { HOME = '' } = process.env;
  for (const recipe of recipes) {
    const apply = ['apply', `--directory=apps/${basename(copy)}`, `docs/recipes/${recipe}.diff`];
    expect(await runProgram('git', apply, { cwd: root, env: { HOME } })).toMatchObject({ code: 0, stderr: '' });
  }
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  expect(await runProgram('node', [tsc, '-b', copy], { cwd: root })).toMatchObject({ code: 0, stdout: '' });
  return copy;
}

/** Expects that the app's own unit and integration tests pass in a copy. */
export async function expectOwnTestsToPass(copy: string): Promise<void> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', '--project', 'unit', '--project', 'integration', `apps/${basename(copy)}`];
  const { HOME = '', CI = '' } = process.env;
  const { code, stdout, stderr } = await runProgram('node', args, { cwd: root, env: { HOME, CI, NO_COLOR: '1' } });
  expect(code === 0 ? 'passed' : stdout + stderr).toBe('passed');
}
