#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'rolldown';

// Makes one CommonJS file of what `tsc -b` built in the current folder and of all it imports, and beside it what starts it.
// Packages that are named after `bundle-app` stay outside: those that are loaded only now and then, or bring files of their own.
await build({
  input: 'dist/index.js',
  platform: 'node',
  external: process.argv.slice(2),
  output: { file: 'dist/bundle.cjs', format: 'cjs', minify: true, codeSplitting: false },
  checks: { emptyImportMeta: false },
});

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const ofWorkspace = Object.keys(dependencies).filter((name) => dependencies[name].startsWith('workspace:'));
const start = readFileSync(new URL('start.cjs', import.meta.url), 'utf8');
writeFileSync('dist/start.cjs', start.replace('[/* packages */]', JSON.stringify(ofWorkspace)));
