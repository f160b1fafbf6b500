import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from 'test-support';

const folder = join(import.meta.dirname, '../..');

export interface Tarball extends Disposable {
  /** The .tgz file. */
  path: string;
  /** What is in it, unpacked. */
  unpacked: string;
}

/**
 * Bundles the emulator and packs it, as for publishing. Disposing removes the files.
 * @throws {Error} when a step fails
 */
export async function packEmulator(): Promise<Tarball> {
  const place = mkdtempSync(join(tmpdir(), 'packed-emulator-'));
  const run = async (command: string, args: string[]): Promise<void> => {
    const { code, stderr } = await runProgram(command, args, { cwd: place, env: { HOME: place } });
    if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  };
  await run(process.execPath, [join(folder, 'bundle.js'), join(place, 'bundle')]);
  await run('npm', ['pack', join(place, 'bundle'), '--pack-destination', place]);
  const name = readdirSync(place).find((file) => file.endsWith('.tgz')) ?? '';
  await run('tar', ['-xzf', name]);
  return {
    path: join(place, name),
    unpacked: join(place, 'package'),
    [Symbol.dispose]: () => rmSync(place, { recursive: true }),
  };
}
