import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runProgram } from 'test-support';
import { expect, onTestFinished } from 'vitest';

const app = join(import.meta.dirname, '../..');
export const root: string = join(app, '../..');

/** A copy of this app with a recipe's difference applied, built. */
export async function cook(recipe: string): Promise<string> {
  const copy = mkdtempSync(join(root, 'apps/.recipe-'));
  onTestFinished(() => rmSync(copy, { recursive: true }));
  for (const part of ['src', 'views', 'public', 'start.cjs', 'package.json', 'tsconfig.json']) {
    cpSync(join(app, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(app, 'node_modules'), join(copy, 'node_modules'), 'junction');
  const apply = ['apply', `--directory=apps/${basename(copy)}`, `docs/recipes/${recipe}.diff`];
  const env = { HOME: process.env['HOME'] ?? '' };
  expect(await runProgram('git', apply, { cwd: root, env })).toMatchObject({ code: 0, stderr: '' });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  expect(await runProgram('node', [tsc, '-b', copy], { cwd: root })).toMatchObject({ code: 0, stdout: '' });
  return copy;
}
