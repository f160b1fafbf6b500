import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runProgram } from './program.ts';

/** The folder of other people's clients, which has its own lockfile. */
export const witnesses: string = fileURLToPath(new URL('../../../witnesses/', import.meta.url));

/**
 * Installs them, unless they already match the lockfile.
 *
 * @throws {Error} when the installation fails
 */
export async function installWitnesses(): Promise<void> {
  const installed = `${witnesses}node_modules/.package-lock.json`;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${witnesses}package-lock.json`).mtimeMs) return;
  const { HOME = '' } = process.env;
  const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts'];
  const { code, stderr } = await runProgram('npm', args, { cwd: witnesses, env: { HOME } });
  if (code !== 0) throw new Error(`The witnesses cannot be installed: ${stderr}`);
}
