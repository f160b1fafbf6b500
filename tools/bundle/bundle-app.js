#!/usr/bin/env node
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'rolldown';
import { leaveOut } from './leave-out.js';

// Bundles what `tsc -b` built in the current folder, and everything that it imports, as CommonJS: one file for the
// start, and one for each part that is imported later. Next to them it writes the launcher.
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
    // Next to the original modules, because these find the app's folder relative to their own.
    chunkFileNames: 'bundle-[name].cjs',
  },
  checks: { emptyImportMeta: false },
});

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const ofWorkspace = Object.keys(dependencies).filter((name) => dependencies[name].startsWith('workspace:'));
const start = readFileSync(new URL('start.cjs', import.meta.url), 'utf8');
writeFileSync('dist/start.cjs', start.replace('[/* packages */]', JSON.stringify(ofWorkspace)));
