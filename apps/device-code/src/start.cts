// What `node device-code` starts: the bundle, because importing 200 modules is most of a run. In a checkout `tsc -b` may have built
// the modules anew since the bundle was made; they then run themselves.
const { statSync } = process.getBuiltinModule('node:fs');

const madeAt = (file: string): number => statSync(`${__dirname}/${file}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const packages = '../../../packages';
const builds = [
  '.tsbuildinfo',
  `${packages}/ciam-msal/dist/.tsbuildinfo`,
  `${packages}/ciam-config/dist/.tsbuildinfo`,
  `${packages}/terminal/dist/.tsbuildinfo`,
];
const inCheckout = builds.every((build) => madeAt(build) > 0);
const isStale = inCheckout && builds.some((build) => madeAt(build) > madeAt('device-code.cjs'));

if (isStale || madeAt('device-code.cjs') === 0) void import('./index.js');
else require(`${__dirname}/device-code.cjs`);
