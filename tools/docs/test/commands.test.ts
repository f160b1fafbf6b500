import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { knownCommands } from './known-commands.ts';
import { commands, markdownFiles, prose, root } from './markdown-files.ts';

const documents = markdownFiles();
const scripts = (path: string): Record<string, string> => {
  const file = join(root, path, 'package.json');
  if (!existsSync(file)) return {};
  return (JSON.parse(readFileSync(file, 'utf8')) as { scripts?: Record<string, string> }).scripts ?? {};
};

describe('commands in blocks', () => {
  test.each(documents.filter(({ text }) => commands(text).length > 0).map(({ path, text }) => [path, text]))(
    'of %s are run by a test, or listed as needing what a test has not',
    (_path, text) => {
      const unknown = commands(text).filter((command) => !knownCommands.some(([form]) => form.test(command)));
      expect(unknown).toEqual([]);
    },
  );

  const run = knownCommands.flatMap(([form, proof]) => ('runBy' in proof ? [[form.source, proof] as const] : []));
  test.each(run)('%s is run where the list says', (_form, { runBy, where }) => {
    expect(readFileSync(join(root, runBy), 'utf8')).toContain(where);
  });
});

/** Built into pnpm, so no script of ours. */
const builtIn = new Set(['install', 'deploy', 'add', 'exec', 'i', 'alone']);

describe('commands in sentences', () => {
  test.each(documents.map(({ path, text }) => [path, text]))('of %s name scripts that exist', (_path, text) => {
    const inline = [...prose(text).matchAll(/`(?:npx --yes )?pnpm (?:--silent |--config\.\S+ )?([^`]+)`/g)].map(
      ([, words = '']) => words.split(' '),
    );
    const missing = inline.filter(([first = '', second = '', third = '']) => {
      if (first !== '--filter') return !builtIn.has(first) && !(first in scripts('.'));
      const own = { ...scripts(`apps/${second}`), ...scripts(`packages/${second}`), ...scripts(`tools/${second}`) };
      return !builtIn.has(third) && !(third in own);
    });
    expect(missing.map((words) => `pnpm ${words.join(' ')}`)).toEqual([]);
  });

  test('the lists are not empty', () => {
    expect(documents.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'docs/tenant.md']));
    expect(commands('```console\n$ pnpm a \\\n  --b # why\n\n# c\nd\n```\n')).toEqual(['pnpm a --b', 'd']);
  });
});
