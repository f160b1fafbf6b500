import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './markdown-files.ts';

/** Programs that not every machine has, and what a test that starts one asks for. */
const programs: [RegExp, string][] = [
  [/(?:Program|spawn(?:Sync)?|execFile\)?)\(\s*'bash'/, 'bash'],
  [/(?:Program|spawn(?:Sync)?|execFile\)?)\(\s*'git'/, 'git'],
  [/(?:Program|spawn(?:Sync)?|execFile\)?)\(\s*'(?:npm|npx)'/, 'npm'],
  [/(?:Program|spawn(?:Sync)?|execFile\)?)\(\s*'docker'/, 'docker'],
  [/(?:Program|spawn(?:Sync)?|execFile\)?)\(\s*'redis-cli'/, 'redis'],
  [/(?:Program|spawn(?:Sync)?|execFile\)?)\(\s*'ps'/, 'ps'],
  [/(?:Program|spawn(?:Sync)?|execFile\)?)\(\s*'tar'|\bpackEmulator\(/, 'tar'],
  [/\bpackEmulator\(|\bdeployPrograms\(|\binstallWitnesses\b|\btestify\(\w+, 'npx'/, 'npm'],
  [/\bstartApiProgram\([^\n]+, limited\)/, 'bash'],
  [/\blaunchBrowser\(/, 'chromium'],
];

const tests = ['apps', 'packages', 'tools']
  .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(parent, name, 'test')))
  .flatMap((folder) => {
    try {
      return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
    } catch {
      return []; // It has no tests.
    }
  })
  .filter((file) => file.endsWith('.test.ts') && !file.endsWith('dependencies.test.ts'));

function unasked(text: string): string[] {
  return programs
    .filter(([form, name]) => form.test(text) && !text.includes(`isMissing('${name}')`))
    .map(([, name]) => name);
}

describe('a test that starts what a machine may lack', () => {
  test.each(tests.filter((file) => programs.some(([form]) => form.test(readFileSync(join(root, file), 'utf8')))))(
    'is skipped with a reason: %s',
    (file) => {
      expect(unasked(readFileSync(join(root, file), 'utf8'))).toEqual([]);
    },
  );

  test('is found', () => {
    expect(unasked("await runProgram('bash', ['-c', '']); startProgram('npx', []);")).toEqual(['bash', 'npm']);
    expect(unasked("test.skipIf(await isMissing('bash'))('x', () => runProgram('bash'))")).toEqual([]);
  });
});
