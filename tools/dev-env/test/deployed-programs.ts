import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from 'test-support';
import { root } from '../src/repository.ts';

export interface DeployedPrograms extends AsyncDisposable {
  folder(name: string): string;
}

/** Makes a folder that runs by itself of each package, as the README's deploying does. */
export async function deployPrograms(names: readonly string[]): Promise<DeployedPrograms> {
  const base = await mkdtemp(join(tmpdir(), 'deployed-'));
  await Promise.all(names.map((name) => deploy(name, join(base, name))));
  return {
    folder: (name) => join(base, name),
    [Symbol.asyncDispose]: () => rm(base, { recursive: true }),
  };
}

async function deploy(name: string, folder: string): Promise<void> {
  const { code, stdout, stderr } = await runProgram(
    'npx',
    ['--yes', 'pnpm', '--config.node-linker=hoisted', '--filter', name, 'deploy', '--prod', folder],
    { cwd: root, env: { HOME: process.env['HOME'] ?? folder } },
  );
  if (code !== 0) throw new Error(`pnpm deploy of ${name} failed:\n${stdout}\n${stderr}`);
}
