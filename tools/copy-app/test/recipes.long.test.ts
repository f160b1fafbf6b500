import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isMissing, runProgram } from 'test-support';
import { expect, onTestFinished, test } from 'vitest';
import { root } from '../src/repository.ts';
import { packageManagerEnvironment } from './package-manager-environment.ts';

/** A repository like this one, with the web app and this tool as copies: links lead to everything else. */
function likeThisOne(base: string): string {
  const copy = join(base, 'repository');
  const copied = new Set(['apps/web-app', 'tools/copy-app']);
  for (const parent of ['apps', 'packages', 'tools']) {
    mkdirSync(join(copy, parent), { recursive: true });
    for (const name of readdirSync(join(root, parent))) {
      const path = `${parent}/${name}`;
      if (!copied.has(path)) {
        symlinkSync(join(root, path), join(copy, path), 'junction');
        continue;
      }
      const filter = (source: string): boolean => basename(source) !== 'node_modules';
      cpSync(join(root, path), join(copy, path), { recursive: true, filter });
      symlinkSync(join(root, path, 'node_modules'), join(copy, path, 'node_modules'), 'junction');
    }
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  for (const file of ['.env.example', 'LICENSE', 'package.json', 'tsconfig.base.json']) {
    cpSync(join(root, file), join(copy, file));
  }
  return copy;
}

test.skipIf((await isMissing('git')) || (await isMissing('npm')))(
  'a copy of the app after a recipe has the settings of the API, and passes its tests',
  async () => {
    const base = mkdtempSync(join(tmpdir(), 'copied-recipe-'));
    onTestFinished(() => rmSync(base, { recursive: true }));
    const repository = likeThisOne(base);
    const env = { ...packageManagerEnvironment(), GIT_CEILING_DIRECTORIES: base };
    const diff = join(root, 'docs/recipes/call-an-api.diff');
    const applied = await runProgram('git', ['apply', '--directory=apps/web-app', diff], { cwd: repository, env });
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    const tool = join(repository, 'tools/copy-app');
    const copied = await runProgram(process.execPath, [tool, 'web-app', '../shop'], { cwd: repository, env });
    expect(copied).toMatchObject({ code: 0, stderr: '' });

    const shop = join(base, 'shop');
    const example = readFileSync(join(shop, '.env.example'), 'utf8');
    expect(example).toMatch(/^# .+\nAPI_CLIENT_ID=[\w-]{36}\n# .+\n# API_ENDPOINT=http/m);
    expect(await runProgram('npm', ['install'], { cwd: shop, env })).toMatchObject({ code: 0 });
    expect(await runProgram('npm', ['test'], { cwd: shop, env })).toMatchObject({ code: 0 });
  },
);
