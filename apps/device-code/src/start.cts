// What `node .` starts: the bundle, because importing some 200 modules is most of a run. Where `tsc -b` has built this app, or in
// a checkout a package it stands on, since the bundle was made, the modules run themselves.
const { statSync } = process.getBuiltinModule('node:fs');

const madeAt = (file: string): number => statSync(`${__dirname}/${file}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const packages = ['ciam-config', 'ciam-msal', 'cli'].map((name) => `../../../packages/${name}/dist`);
const isCurrent = ['.', ...packages].every((dist) => madeAt(`${dist}/.tsbuildinfo`) <= madeAt('bundle.cjs'));

if (isCurrent && madeAt('bundle.cjs') > 0) require(`${__dirname}/bundle.cjs`);
else void import('./index.js');
