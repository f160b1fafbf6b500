// Builds, runs the app, and does both again when TypeScript changes. Views and styles are read from the disk for each page.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

// The compiler itself: its script would leave it running when a signal ends the script.
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
const { default: compiler } = await import(pathToFileURL(join(typescript, 'lib/getExePath.js')).href);
const run = (program, ...args) => spawn(program, args, { cwd: import.meta.dirname, stdio: 'inherit' });
const children = [run(compiler(), '-b', '--watch', '--preserveWatchOutput'), run(process.execPath, '--watch', '.')];
for (const child of children) {
  child.once('exit', (code) => {
    for (const other of children) other.kill();
    process.exitCode ??= code ?? 0;
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => children.forEach((child) => child.kill(signal)));
