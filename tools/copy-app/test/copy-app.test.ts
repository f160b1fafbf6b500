import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isMissing, runProgram } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Copy, copyApp } from '../src/copy-app.ts';
import { importsOf } from '../src/imports.ts';
import { apps, packageOf, root } from '../src/repository.ts';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'copy-app-'));
});
afterAll(() => rmSync(base, { recursive: true }));

const tool = join(import.meta.dirname, '..');
const run = (...args: string[]) => runProgram(process.execPath, [tool, ...args], { cwd: base, env: { HOME: base } });

describe.each(apps)('%s', (app) => {
  let copy: Copy;
  let manifest: Record<'imports' | 'dependencies' | 'devDependencies', Record<string, unknown>> & { name: string };
  let modules: string[];
  beforeAll(async () => {
    copy = await copyApp({ app, folder: join(base, `My ${app}`) });
    manifest = JSON.parse(readFileSync(join(copy.folder, 'package.json'), 'utf8'));
    modules = copy.files.filter((file) => file.endsWith('.ts')).map((file) => join(copy.folder, file));
  }, 60_000);

  test('is named after its folder, and has what a project needs', () => {
    expect(manifest.name).toBe(`my-${app}`);
    expect(copy.files).toEqual(
      expect.arrayContaining(['README.md', 'LICENSE', '.env.example', 'Dockerfile', 'src', 'lib', 'test', 'vendor']),
    );
  });

  test('every import leads to a file of the project, or to a package that it names', () => {
    const loose = modules.flatMap((file) =>
      importsOf(file)
        .map(({ specifier }) => specifier)
        .filter((specifier) => !specifier.startsWith('node:') && !builtinModules.includes(specifier))
        .filter((specifier) => {
          if (specifier.startsWith('.')) return !existsSync(resolve(dirname(file), specifier));
          if (specifier.startsWith('#')) return manifest.imports[specifier] === undefined;
          return !Object.hasOwn({ ...manifest.dependencies, ...manifest.devDependencies }, packageOf(specifier));
        }),
    );
    expect(loose).toEqual([]);
    // What the app runs with is not only a development dependency.
    const shipped = modules
      .filter((file) => !/[/\\]test[/\\]|\.test\.ts$/.test(file))
      .flatMap((file) => importsOf(file));
    const wrong = shipped.filter(({ specifier }) => /^[a-z@]/.test(specifier) && !specifier.startsWith('node:'));
    expect(wrong.filter(({ specifier }) => !Object.hasOwn(manifest.dependencies, packageOf(specifier)))).toEqual([]);
  });

  /** All modules that these import, directly or not. */
  function reachable(files: readonly string[]): Set<string> {
    const found = new Set<string>();
    const meet = (file: string): void => {
      if (found.has(file)) return;
      found.add(file);
      for (const { specifier } of importsOf(file)) {
        const entry = manifest.imports[specifier] as { types: string } | undefined;
        if (entry) meet(join(copy.folder, entry.types));
        else if (specifier.startsWith('.')) meet(resolve(dirname(file), specifier));
      }
    };
    files.forEach(meet);
    return found;
  }

  test('holds no source beyond what the app imports, and what its tests do', () => {
    const run = reachable([join(copy.folder, 'src/index.ts')]);
    const isTest = (file: string): boolean => file.endsWith('.test.ts');
    const tested = reachable(modules.filter(isTest));
    const isLib = (file: string): boolean => file.startsWith(join(copy.folder, 'lib'));
    expect(modules.filter((file) => isLib(file) && !run.has(file))).toEqual([]);
    expect(modules.filter((file) => !run.has(file) && !tested.has(file))).toEqual([]);
  });

  test('its README is Markdown with room before each heading', () => {
    const readme = readFileSync(join(copy.folder, 'README.md'), 'utf8');
    expect(readme).toContain('cp .env.example .env');
    expect(readme).not.toMatch(/[^\n]\n## /);
  });

  test('says nothing of this repository', () => {
    // Ordinary words are not looked for: cli, docs, tenant, bundle.
    const others = ['apps', 'packages', 'tools']
      .flatMap((parent) => readdirSync(join(root, parent)))
      .filter((name) => name.includes('-') && name !== app && name !== 'ciam-emulator')
      .filter((name) => !existsSync(join(copy.folder, 'lib', name)));
    expect(others).toEqual(expect.arrayContaining(['copy-app', 'dev-env', 'test-support', 'todolist-api']));
    const traces = new RegExp(
      String.raw`workspace|monorepo|this repository|catalog:|external-id-samples|pnpm (?:demo|emulator|tenant|--filter)` +
        String.raw`|(?<![-\w/])(?:apps|packages|tools|docs)/\w|\.\./\.\./|(?<![-\w/])(?:${others.join('|')})(?![-\w])`,
      'i',
    );
    const texts = copy.files.filter((file) => statSync(join(copy.folder, file)).isFile() && !file.endsWith('.tgz'));
    expect(texts).toEqual(expect.arrayContaining(['.gitignore', '.dockerignore', '.yarnrc.yml', 'Dockerfile']));
    const found = texts.flatMap((file) =>
      readFileSync(join(copy.folder, file), 'utf8')
        .split('\n')
        .filter((line) => traces.test(line))
        .map((line) => `${file}: ${line}`),
    );
    expect(found).toEqual([]);
  });
});

test.skipIf(await isMissing('git'))(
  '--name and --git; a folder that is not empty is left alone',
  { timeout: 60_000 },
  async () => {
    const env = {
      HOME: base,
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@b.c',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@b.c',
    };
    const args = [tool, 'device-code', 'named', '--name', '@acme/sign-in', '--git'];
    const { code, stdout, stderr } = await runProgram(process.execPath, args, { cwd: base, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Wrote @acme\/sign-in to .*named: src\/, lib\/.*\n[^]*npm install\n/);
    expect(JSON.parse(readFileSync(join(base, 'named/package.json'), 'utf8'))).toMatchObject({ name: '@acme/sign-in' });
    const status = await runProgram('git', ['status', '--porcelain'], { cwd: join(base, 'named'), env });
    expect(status).toMatchObject({ code: 0, stdout: '' });

    const again = await run('daemon', 'named');
    expect(again).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('is not empty') });
    const after = await runProgram('git', ['status', '--porcelain'], { cwd: join(base, 'named'), env });
    expect(after).toMatchObject({ code: 0, stdout: '' });
  },
);

test.skipIf(await isMissing('git'))(
  '--git without an identity names both settings, below the result',
  () => {
    const output = join(base, 'output.txt');
    const file = openSync(output, 'w');
    const identity = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'user.useConfigOnly', GIT_CONFIG_VALUE_0: 'true' };
    const env = { PATH: process.env['PATH'], HOME: base, GIT_CONFIG_NOSYSTEM: '1', ...identity };
    spawnSync(process.execPath, [tool, 'daemon', 'no-identity', '--git'], {
      cwd: base,
      env,
      stdio: ['ignore', file, file],
    });
    closeSync(file);
    expect(readFileSync(output, 'utf8')).toMatch(/^Wrote no-identity to [^]*\ngit could not .*user\.name.*user\.email/);
  },
  60_000,
);

test.each(['.', 'apps/shop', 'shop', 'apps/../tools/shop'])(
  'a folder in this repository is refused: %s',
  async (path) => {
    expect(await run('daemon', join(root, path))).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^The folder is inside this repository\. .*\n$/),
    });
    expect(existsSync(join(root, path, 'vendor'))).toBe(false);
  },
);

test.each([
  ['no app', []],
  ['an unknown app', ['api', 'x']],
  ['no folder', ['daemon']],
  ['too much', ['daemon', 'x', 'y']],
  ['an unknown option', ['daemon', 'x', '--force']],
  ['a name that npm refuses', ['daemon', 'x', '--name', 'My App']],
])('%s is a usage error', async (_, args) => {
  expect(await run(...args)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('Usage: pnpm copy-app'),
  });
  expect(existsSync(join(base, 'x'))).toBe(false);
});

test.each([
  ['an argument too many', ['daemon', 'x', 'a-secret-that-was-pasted-here']],
  ['an unknown app', ['a-secret-that-was-pasted-here', 'x']],
  ['an unknown option', ['daemon', 'x', '--a-secret-that-was-pasted-here']],
  ['a value where none belongs', ['daemon', 'x', '--git=a-secret-that-was-pasted-here']],
  ['a name', ['daemon', 'x', '--name', 'A-secret-that-was-pasted-here']],
])('%s is not repeated', async (_, args) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).not.toMatch(/secret-that-was-pasted/);
});

test.each(['/dev/null/project', '/proc/a-project/of-mine'])(
  'a folder that cannot be made is one line: %s',
  async (folder) => {
    expect(await run('daemon', folder)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^.*\(E\w+\).*\n$/),
    });
  },
);
