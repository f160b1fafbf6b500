import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from 'test-support';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { apps } from './house.ts';

let workspace: string;
const dist = (): string => join(workspace, 'apps/daemon/dist');
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'daemon-start-'));
  mkdirSync(dist(), { recursive: true });
  copyFileSync(join(apps, 'daemon/dist/start.cjs'), join(dist(), 'start.cjs'));
  writeFileSync(join(workspace, 'apps/daemon/package.json'), '{ "type": "module" }');
  writeFileSync(join(dist(), 'index.js'), "console.log('modules');");
});
afterEach(() => rmSync(workspace, { recursive: true }));

function make(file: string, text: string, secondsAgo: number): void {
  const path = join(dist(), file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  const time = Date.now() / 1000 - secondsAgo;
  utimesSync(path, time, time);
}

const bundle = (secondsAgo: number): void => make('bundle.cjs', "console.log('bundle');", secondsAgo);
const packageBuild = '../../../packages/ciam-msal/dist/.tsbuildinfo';

test.each<[string, string, () => void]>([
  ['deployed, with nothing but the bundle', 'bundle', () => bundle(10)],
  ['never bundled', 'modules', () => make('.tsbuildinfo', '', 10)],
  [
    'bundled after the build',
    'bundle',
    () => {
      make('.tsbuildinfo', '', 20);
      make(packageBuild, '', 20);
      bundle(10);
    },
  ],
  [
    'copied out of the repository, then built again',
    'modules',
    () => {
      bundle(20);
      make('.tsbuildinfo', '', 10);
    },
  ],
  [
    'in a checkout, a package built again',
    'modules',
    () => {
      make('.tsbuildinfo', '', 30);
      bundle(20);
      make(packageBuild, '', 10);
    },
  ],
])('%s: runs the %s', async (_, expected, prepare) => {
  prepare();
  const { code, stdout } = await runProgram(process.execPath, [join(dist(), 'start.cjs')]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${expected}\n` });
});
