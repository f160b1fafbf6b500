#!/usr/bin/env node
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'rolldown';
import { leaveOut } from './leave-out.js';

// Makes CommonJS of what `tsc -b` built in the current folder and of all it imports: one file that starts, and one for each part that
// is loaded later. Beside them, what starts it.
// Packages that are named after `bundle-app` stay outside: those that are loaded only now and then, or bring files of their own.
for (const file of readdirSync('dist')) if (/^bundle.*\.cjs$/.test(file)) rmSync(`dist/${file}`);
await build({
  input: { bundle: 'dist/index.js' },
  platform: 'node',
  external: process.argv.slice(2),
  plugins: [leaveOut()],
  output: {
    dir: 'dist',
    format: 'cjs',
    minify: true,
    entryFileNames: '[name].cjs',
    // Beside the modules that they are made of, which find the app's folder by their own.
    chunkFileNames: 'bundle-[name].cjs',
  },
  checks: { emptyImportMeta: false },
});

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const ofWorkspace = Object.keys(dependencies).filter((name) => dependencies[name].startsWith('workspace:'));
const start = readFileSync(new URL('start.cjs', import.meta.url), 'utf8');
writeFileSync('dist/start.cjs', start.replace('[/* packages */]', JSON.stringify(ofWorkspace)));
