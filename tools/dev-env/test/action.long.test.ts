import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMissing, runProgram } from 'test-support';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../src/repository.ts';

const action: { outputs: object; runs: { steps: { run: string }[] } } = parse(
  readFileSync(join(root, 'action.yml'), 'utf8'),
);

const noBash = await isMissing('bash');

/** Runs the steps of action.yml as GitHub does, and gives what they wrote as outputs. */
async function runSteps(env: Record<string, string>): Promise<{ code: number | null; outputs: Map<string, string> }> {
  const folder = mkdtempSync(join(tmpdir(), 'action-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'output');
  const script = action.runs.steps.map(({ run }) => run).join('\n');
  const { code } = await runProgram('bash', ['-e', '-c', `: >${file}\n${script}`], {
    cwd: folder,
    env: { HOME: process.env['HOME'] ?? folder, GITHUB_ACTION_PATH: root, GITHUB_OUTPUT: file, ...env },
  });
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return { code, outputs: new Map(lines.map((line) => [line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)])) };
}

test.skipIf(noBash)('the action leaves a tenant running, and says where', async () => {
  const { code, outputs } = await runSteps({ PORT: '0', CONFIG: '' });
  onTestFinished(() => void process.kill(Number(outputs.get('pid'))));
  expect(code).toBe(0);
  expect([...outputs.keys()]).toEqual(expect.arrayContaining(Object.keys(action.outputs)));
  const { status } = await fetch(
    `${outputs.get('authority')}${outputs.get('tenant-id')}/v2.0/.well-known/openid-configuration`,
  );
  expect(status).toBe(200);
});

test.skipIf(noBash)('a tenant file that cannot be read ends the step', async () => {
  expect(await runSteps({ PORT: '0', CONFIG: 'missing.json' })).toMatchObject({ code: 1 });
});
