// What `node daemon` starts: the bundle, because importing 200 modules is most of a run. In a checkout `tsc -b` may have built
// the modules anew since the bundle was made; they then run themselves.
const { statSync } = process.getBuiltinModule('node:fs');

const madeAt = (file: string): number => statSync(`${__dirname}/${file}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const packages = ['ciam-config', 'ciam-msal', 'terminal'].map((name) => `../../../packages/${name}/dist/.tsbuildinfo`);
const builds = ['.tsbuildinfo', ...packages];
const inCheckout = builds.every((build) => madeAt(build) > 0);
const isStale = inCheckout && builds.some((build) => madeAt(build) > madeAt('daemon.cjs'));

if (isStale || madeAt('daemon.cjs') === 0) void import('./index.js');
else require(`${__dirname}/daemon.cjs`);
