'use strict';
// What `node .` starts. Plain enough for any Node: an old one, and a checkout without an install, get one sentence each.
const path = require('path');

const start = path.join(__dirname, 'dist/start.cjs');
const minimum = [20, 19];
const version = process.versions.node.split('.').map(Number);
const isOld = version[0] < minimum[0] || (version[0] === minimum[0] && version[1] < minimum[1]);

if (isOld) fail('This needs Node.js ' + minimum.join('.') + ' or later, and runs on ' + process.versions.node + '.');
else if (!require('fs').existsSync(start)) fail('Nothing is installed yet. Run: npx --yes pnpm install');
else load().catch(explain);

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
