// Builds, runs the app, and does both again when TypeScript changes. A change of settings starts the app again.
import { spawn } from 'node:child_process';
import { existsSync, utimesSync, watchFile } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const settings = ['.env', '../../.env'];

// The compiler itself: its script would leave it running when a signal ends the script.
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
const { default: compiler } = await import(pathToFileURL(join(typescript, 'lib/getExePath.js')).href);
const run = (program, ...args) => spawn(program, args, { cwd: import.meta.dirname, stdio: 'inherit' });
const main = join(import.meta.dirname, 'dist/index.js');
const children = [run(compiler(), '-b', '--watch', '--preserveWatchOutput')];
while (!existsSync(main)) await setTimeout(100);
children.push(run(process.execPath, '--watch', '--watch-preserve-output', '.', ...process.argv.slice(2)));
// `node --watch` watches modules only: touching one starts the app again.
for (const file of settings) {
  watchFile(join(import.meta.dirname, file), { interval: 500, persistent: false }, () =>
    utimesSync(main, new Date(), new Date()),
  );
}
for (const child of children) {
  child.once('exit', (code) => {
    for (const other of children) other.kill();
    process.exitCode ??= code ?? 0;
  });
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => children.forEach((child) => child.kill(signal)));
