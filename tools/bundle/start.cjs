'use strict';
// Starts an app: the bundle, because importing some 200 modules is most of a run. Where `tsc -b` has built the app, or in a
// checkout a package it stands on, since the bundle was made, the modules run themselves.
const { statSync } = require('node:fs');
const { enableCompileCache } = require('node:module');

const packages = [/* packages */];

const madeAt = (file) => statSync(`${__dirname}/${file}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const builds = ['.', ...packages.map((name) => `../../../packages/${name}/dist`)];
const isCurrent = builds.every((dist) => madeAt(`${dist}/.tsbuildinfo`) <= madeAt('bundle.cjs'));

// Node 22.8 and later keep the compiled code. Beside the bundle: nobody can write there who cannot write the bundle itself.
enableCompileCache?.(`${__dirname}/.compile-cache`);
if (isCurrent && madeAt('bundle.cjs') > 0) require('./bundle.cjs');
else void import('./index.js');
