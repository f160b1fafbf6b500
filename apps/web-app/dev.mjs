// Builds, runs the app, and does both again when TypeScript changes. Views and styles are read from the disk for each page.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const tsc = join(createRequire(import.meta.url).resolve('typescript/package.json'), '../bin/tsc');
const run = (...args) => spawn(process.execPath, args, { cwd: import.meta.dirname, stdio: 'inherit' });
const children = [run(tsc, '-b', '--watch', '--preserveWatchOutput'), run('--watch', '.')];
for (const child of children) {
  child.once('exit', (code) => {
    for (const other of children) other.kill();
    process.exitCode ??= code ?? 0;
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => children.forEach((child) => child.kill(signal)));
