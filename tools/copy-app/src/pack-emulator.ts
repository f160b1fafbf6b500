import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './repository.ts';

const run = promisify(execFile);
let packed: Promise<{ name: string; content: Buffer }> | undefined;

/**
 * Packs the local tenant as it will be published: one package without dependencies.
 *
 * @returns the name of the tarball in the folder
 */
export async function packEmulator(folder: string): Promise<string> {
  const { name, content } = await (packed ??= pack());
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), content);
  return name;
}

async function pack(): Promise<{ name: string; content: Buffer }> {
  const bundle = await mkdtemp(join(tmpdir(), 'ciam-emulator-'));
  try {
    await run(process.execPath, [join(root, 'packages/ciam-emulator/bundle.js'), bundle]);
    // On Windows, npm is a script, which needs a shell.
    const { stdout } = await run('npm', ['pack', '--json'], { cwd: bundle, shell: process.platform === 'win32' });
    const [written]: { filename: string }[] = JSON.parse(stdout);
    if (!written) throw new Error('npm pack wrote nothing.');
    return { name: written.filename, content: await readFile(join(bundle, written.filename)) };
  } finally {
    await rm(bundle, { recursive: true, force: true });
  }
}
