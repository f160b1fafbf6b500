import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './markdown-files.ts';

interface Source {
  path: string;
  text: string;
}

/** What STYLE_GUIDE.md asks for and lint does not know. */
function sources(...patterns: string[]): Source[] {
  const listed = execFileSync('git', ['ls-files', ...patterns], { cwd: root, encoding: 'utf8' }).split('\n');
  return listed.filter(Boolean).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

const code = sources('*.ts', '*.mjs', '*.js', '*.cjs');
const shipped = sources('apps/*/src/*.ts', 'packages/*/src/*.ts', 'tools/*/src/*.ts').filter(
  ({ path }) => !path.endsWith('.test.ts'),
);
/** Tables of data may be longer. */
const tables = new Set(['packages/ciam-msal/src/fix/aadsts-fixes.ts']);

const linesOf = ({ text }: Source): number => text.split('\n').length - 1;
const pathsOf = (found: Source[]): string[] => found.map(({ path }) => path);

test('every source is looked at', () => {
  expect([code.length > 700, shipped.length > 350]).toEqual([true, true]);
});

test('module constants are in camelCase', () => {
  expect(pathsOf(code.filter(({ text }) => /^(?:export )?const [A-Z][A-Z0-9_]{2,}\b/m.test(text)))).toEqual([]);
});

test('imports stand in one block', () => {
  expect(pathsOf(code.filter(({ text }) => /^(?:import [^;]*|\} from '[^']*');\n\n+import /m.test(text)))).toEqual([]);
});

test('Express handlers take (req, res, next)', () => {
  const express = code.filter(({ text }) => text.includes("from 'express'"));
  expect(express.length).toBeGreaterThan(10);
  expect(pathsOf(express.filter(({ text }) => /\(_?request, _?response\b/.test(text)))).toEqual([]);
});

test('no file has more than 200 lines, and half of them at most 60', () => {
  expect(pathsOf(shipped.filter((file) => linesOf(file) > 200 && !tables.has(file.path)))).toEqual([]);
  const lengths = shipped.map(linesOf).toSorted((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(60);
});

test('errors have a name', () => {
  const errors = shipped.filter(({ text }) => /class \w+ extends Error\b/.test(text));
  expect(errors.length).toBeGreaterThan(15);
  expect(pathsOf(errors.filter(({ text }) => !/\bname = '|override (?:readonly )?name\b/.test(text)))).toEqual([]);
});
