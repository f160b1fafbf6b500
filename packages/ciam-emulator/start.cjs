'use strict';
// What `node .` starts. Plain enough for any Node: an old one, and a checkout without an install, get one sentence each.
const fs = require('fs');
const path = require('path');

const start = ['dist/command.js'].map(inFolder).find((file) => fs.existsSync(file));
const minimum = [20, 19];
const version = process.versions.node.split('.').map(Number);
const isOld = version[0] < minimum[0] || (version[0] === minimum[0] && version[1] < minimum[1]);

if (isOld) fail('This needs Node.js ' + minimum.join('.') + ' or later, and runs on ' + process.versions.node + '.');
else if (start) load().catch(explain);
else if (fs.existsSync(inFolder('node_modules')))
  fail('Nothing is built yet. Run at the root: npx --yes pnpm exec tsc -b');
else fail('Nothing is installed yet. Run: npx --yes pnpm install');

function inFolder(name) {
  return path.join(__dirname, name);
}

async function load() {
  if (path.extname(start) === '.cjs') require(start);
  else await import(require('url').pathToFileURL(start).href);
}

function explain(error) {
  if (!String(error.code).endsWith('MODULE_NOT_FOUND')) throw error;
  fail('A package is missing. Run: npx --yes pnpm install');
}

function fail(text) {
  console.error(text);
  process.exitCode = 1;
}
