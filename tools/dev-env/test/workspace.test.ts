import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../src/repository.ts';

interface Project {
  folder: string;
  runtime: string[];
  development: string[];
  references: string[];
}

type Versions = Record<string, string>;

const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');

/** The names of the packages of this workspace among them, but for the one that only builds. */
function ofWorkspace(dependencies: Versions = {}): string[] {
  return Object.keys(dependencies).filter((name) => name !== 'bundle' && dependencies[name]?.startsWith('workspace:'));
}

const projects = ['apps', 'packages', 'tools'].flatMap((parent) =>
  readdirSync(join(root, parent)).map((name): Project => {
    const folder = join(parent, name);
    const manifest: Record<string, Versions> = JSON.parse(read(folder, 'package.json'));
    const tsconfig = existsSync(join(root, folder, 'tsconfig.json')) ? read(folder, 'tsconfig.json') : '{}';
    const { references = [] }: { references?: { path: string }[] } = JSON.parse(tsconfig);
    return {
      folder,
      runtime: ofWorkspace(manifest['dependencies']),
      development: ofWorkspace(manifest['devDependencies']),
      references: references.map(({ path }) => basename(path)),
    };
  }),
);

// An install builds packages side by side, and only in the order of their dependencies.
test.each(projects)('$folder builds nothing that it does not depend on', ({ runtime, development, references }) => {
  expect(references.filter((name) => !runtime.includes(name) && !development.includes(name))).toEqual([]);
});

/** These packages, and what they stand on in turn. */
function withTheirs(names: readonly string[]): string[] {
  const found = new Set(names);
  for (const name of found) {
    for (const next of projects.find(({ folder }) => basename(folder) === name)?.runtime ?? []) found.add(next);
  }
  return [...found].sort();
}

test.each(projects.filter(({ folder }) => folder.startsWith('apps')))(
  'the README says what $folder stands on',
  ({ folder, runtime, development }) => {
    const row = new RegExp(`^\\| ${basename(folder)} +\\|(.*)\\|(.*)\\|$`, 'm').exec(read('README.md')) ?? [];
    const [standsOn = [], testsUse = []] = row
      .slice(1)
      .map((cell) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name));
    expect(standsOn).toEqual(withTheirs(runtime));
    expect(testsUse).toEqual(withTheirs(development).filter((name) => !standsOn.includes(name)));
  },
);
