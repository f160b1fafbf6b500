import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocks, markdownFiles, prose, root } from './markdown-files.ts';

/** What one of PowerShell 5.1, zsh and bash does not understand, or understands in another way. */
const shellIsms: [RegExp, string][] = [
  [/&&|\|\|/, 'PowerShell 5.1 does not know && and ||'],
  [/^(?:\$ )?[A-Z_]{2,}=\S* \S/, 'PowerShell knows no setting in front of a command'],
  [/\\$/, 'PowerShell goes on in the next line after a backtick'],
  [/\s#/, 'zsh takes no comment behind a command'],
  [/^#/, 'zsh takes no comment where one types'],
  [/\$\(|\$\w|<<|2>|>\/dev/, 'variables and redirections differ'],
  [/^(?:export|source|chmod|rm|touch|which|open|sudo) /, 'PowerShell has no such command'],
  [/(?:^|\s)(?:\.\/node_modules|~\/)/, 'cmd and PowerShell find it elsewhere'],
];

function faults(command: string): string[] {
  return shellIsms.filter(([form]) => form.test(command)).map(([, why]) => `${command}: ${why}`);
}

const lines = (text: string): string[] =>
  blocks(text, 'console').flatMap((block) => block.split('\n').filter((line) => line.trim() !== ''));

/** Code within a sentence that is a command of ours, with or without something in front of it. */
const inline = (text: string): string[] =>
  [...prose(text).matchAll(/`([^`\n]*\b(?:node|pnpm|npm|npx) [^`\n]+)`/g)]
    .map(([, code = '']) => code)
    .filter((code) => /^(?:[A-Z_]+=\S+ |cd \S+ (?:&& )?|\$ )*(?:node|pnpm|npm|npx) /.test(code));

describe('what people type works in PowerShell, zsh and bash', () => {
  const documents = markdownFiles().map(({ path, text }) => [path, [...lines(text), ...inline(text)]] as const);
  test.each(documents.filter(([, commands]) => commands.length > 0))('in %s', (_path, commands) => {
    expect(commands.flatMap(faults)).toEqual([]);
  });

  test('in what programs print', () => {
    const sources = ['apps', 'packages', 'tools']
      .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name, 'src')))
      .filter((folder) => existsSync(folder))
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: 'utf8' })
          .filter((path) => /(?<!\.test)\.ts$/.test(path))
          .map((path) => join(folder, path)),
      );
    expect(sources.length).toBeGreaterThan(100);
    const found = sources.flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) =>
          /&& (?:cd|node|npm|npx|pnpm) |\b[A-Z_]{3,}=\S+ (?:node|npm|npx|pnpm) |\bexport [A-Z_]{3,}=/.test(line),
        )
        // Scripts of package.json, which npm runs in a shell of its choice, and what is read from such files.
        .filter((line) => !/^\s*(?:start|test|\*|\/\/)/.test(line))
        .map((line) => `${relative(root, file)}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });

  test('each form is found', () => {
    const typed = ['cd apps && node daemon', 'PORT=1 node .', 'node . # why', 'node . \\', 'node $x', 'rm x', '# why'];
    expect(typed.filter((command) => faults(command).length === 0)).toEqual([]);
    expect(faults('npx --yes pnpm --filter web-app start')).toEqual([]);
    expect(inline('Set `A=1 node .`, or run `node .`, as `require` does.')).toEqual(['A=1 node .', 'node .']);
  });
});
