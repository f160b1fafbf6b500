import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runProgram } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const manifestOf = (folder: string): { main?: string; scripts?: Record<string, string> } =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/** What people start by `node .` or `node <folder>`; tools run only by scripts of pnpm, which install first. */
const programs = ['apps', 'packages']
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(join(root, folder, 'package.json')))
  .filter((folder) => manifestOf(folder).scripts?.['start'] === 'node .' || folder === 'packages/ciam-emulator');

let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'clone-'));
  for (const folder of programs) {
    mkdirSync(join(clone, folder), { recursive: true });
    for (const file of ['start.cjs', 'package.json']) copyFileSync(join(root, folder, file), join(clone, folder, file));
  }
  writeFileSync(join(clone, 'old.cjs'), "Object.defineProperty(process.versions, 'node', { value: '20.11.1' });");
});
afterAll(() => rmSync(clone, { recursive: true }));

test('every program has the launcher, which differs in the file that it starts alone', () => {
  expect(programs).toHaveLength(5);
  const texts = programs.map((folder) => readFileSync(join(root, folder, 'start.cjs'), 'utf8'));
  expect(new Set(texts.map((text) => text.replace(/\['dist\/.+\]/, '[…]')))).toHaveLength(1);
});

test.each(['apps/daemon', 'apps/device-code'])('%s starts without its bundle', async (folder) => {
  const dist = join(clone, folder, 'dist');
  mkdirSync(dist);
  writeFileSync(join(dist, 'index.js'), `process.stdout.write('started');`);
  const result = await runProgram(process.execPath, [join(clone, folder)]);
  rmSync(dist, { recursive: true });
  expect(result).toMatchObject({ code: 0, stdout: 'started', stderr: '' });
});

describe.each(programs)('%s', (folder) => {
  test('in a fresh clone says in one line what to run', async () => {
    expect(manifestOf(folder).main).toBe('start.cjs');
    const result = await runProgram(process.execPath, [join(clone, folder)]);
    const stderr = 'Nothing is installed yet. Run: npx --yes pnpm install\n';
    expect(result).toMatchObject({ code: 1, stdout: '', stderr });
  });

  test.each([
    ['a package that is missing in one line', `'no-such-package'`, /^A package is missing\. .+ pnpm install\n$/],
    ['any other error with its stack', `'node:no-such-module'`, /no-such-module[^]+\n {4}at /],
  ])('reports %s', async (_, name, stderr) => {
    const [, file = ''] = /'(dist\/[\w.]+)'/.exec(readFileSync(join(clone, folder, 'start.cjs'), 'utf8')) ?? [];
    mkdirSync(join(clone, folder, 'dist'));
    writeFileSync(join(clone, folder, file), file.endsWith('.cjs') ? `require(${name});` : `import ${name};`);
    const result = await runProgram(process.execPath, [join(clone, folder)]);
    rmSync(join(clone, folder, 'dist'), { recursive: true });
    expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(stderr) });
  });

  test('with nothing built says in one line what to run', async () => {
    mkdirSync(join(clone, folder, 'node_modules'));
    const result = await runProgram(process.execPath, [join(clone, folder)]);
    rmSync(join(clone, folder, 'node_modules'), { recursive: true });
    const stderr = 'Nothing is built yet. Run at the root: npx --yes pnpm exec tsc -b\n';
    expect(result).toMatchObject({ code: 1, stdout: '', stderr });
  });

  test('on an old Node says in one line which one it needs', async () => {
    const result = await runProgram(process.execPath, ['--require', join(clone, 'old.cjs'), join(root, folder)]);
    expect(result).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(/^This needs .+ 20\.19 .+\n$/) });
  });
});
