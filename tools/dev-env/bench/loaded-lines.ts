// Counts the lines of this repository that a run of each app loads, by package, as V8 sees them in a real run of the
// modules. Tables of data do not count.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDevEnv } from 'dev-env/dev-env';
import { freePort, HttpBrowser, type Program, runProgram, startProgram } from 'test-support';

const root = join(import.meta.dirname, '../../../..');
const tables = /(?:-fixes|error-page-texts|certificate-error)\.ts$/;

await using devEnv = await startDevEnv();
const folder = await mkdtemp(join(tmpdir(), 'loaded-lines-'));
const entry = (app: string): string => join(root, 'apps', app, 'dist/index.js');
const envOf = (app: string) => ({ ...devEnv.env, XDG_CACHE_HOME: folder, NODE_V8_COVERAGE: join(folder, app) });
const [ada] = devEnv.emulator.users;

/** A complete run of each app. */
const runs = {
  async 'web-app'() {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const addresses = { WEB_APP_PORT: String(port), REDIRECT_URI: `${origin}/auth/redirect`, LOG_LEVEL: 'info' };
    await using app = startProgram(process.execPath, [entry('web-app')], {
      env: { ...envOf('web-app'), ...addresses },
    });
    await app.printed(/Listening on/);
    const browser = new HttpBrowser();
    await browser.open(`${origin}/users/id`);
    await browser.submit({ email: ada?.mail ?? '' }, 'Next');
    await browser.submit({ password: ada?.password ?? '' }, 'Sign in');
    // First "Stay signed in?", then the pages that post the response.
    for (let pages = 0; pages < 4 && browser.heading !== 'ID token claims'; pages += 1) await browser.submit();
    if (browser.heading !== 'ID token claims') throw new Error(`Not signed in: ${browser.html}`);
    app.child.kill();
    await app.exited;
  },
  async daemon() {
    const { code, stderr } = await runProgram(process.execPath, [entry('daemon'), '--op', 'getToDos'], {
      env: envOf('daemon'),
    });
    if (code !== 0) throw new Error(stderr);
  },
  async 'device-code'() {
    await using app: Program = startProgram(process.execPath, [entry('device-code')], { env: envOf('device-code') });
    const [userCode] = await app.printed(/^[A-Z0-9]{9}$/m);
    await devEnv.emulator.control.approveDeviceCode(userCode, ada?.mail ?? '');
    const { code, stderr } = await app.exited;
    if (code !== 0) throw new Error(stderr);
  },
};

/** Returns the modules of this repository that a run loaded, with their lines, by package. */
async function loadedBy(app: string): Promise<Map<string, { file: string; lines: number }[]>> {
  const files = new Set<string>();
  for (const name of await readdir(join(folder, app))) {
    const { result }: { result: { url: string }[] } = JSON.parse(await readFile(join(folder, app, name), 'utf8'));
    for (const { url } of result) {
      const file = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : '';
      if (/^(?:apps|packages)\/[^/]+\/dist\//.test(file))
        files.add(file.replace('/dist/', '/src/').replace(/\.js$/, '.ts'));
    }
  }
  const packages = new Map<string, { file: string; lines: number }[]>();
  for (const file of [...files].toSorted()) {
    const lines = tables.test(file) ? 0 : (await readFile(join(root, file), 'utf8')).trimEnd().split('\n').length;
    const name = file.split('/', 2).join('/');
    packages.set(name, [...(packages.get(name) ?? []), { file, lines }]);
  }
  return packages;
}

const sum = (modules: readonly { lines: number }[]): number => modules.reduce((total, { lines }) => total + lines, 0);
for (const [app, run] of Object.entries(runs)) {
  await run();
  const packages = await loadedBy(app);
  const modules = [...packages.values()].flat();
  const parts = [...packages].map(([name, own]) => `${name.split('/')[1]} ${sum(own)}`).join(', ');
  console.log(`${app.padEnd(12)} ${String(sum(modules)).padStart(5)} lines in ${modules.length} modules (${parts})`);
  if (process.argv.includes('--files'))
    for (const { file, lines } of modules) console.log(`${String(lines).padStart(7)}  ${file}`);
}
await rm(folder, { recursive: true });
