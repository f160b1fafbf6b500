// Writes what is published, to dist/package/ or the folder that is named: one bundle of this folder and of all it imports, with its types and everyone's licenses.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';

const dir = resolve(process.argv[2] ?? join(import.meta.dirname, 'dist/package'));
process.chdir(import.meta.dirname);
rmSync(dir, { recursive: true, force: true });
mkdirSync(dir, { recursive: true });

/**
 * Takes out what a start would wait for and nothing here needs.
 * @type {import('rolldown').Plugin}
 */
const lean = {
  name: 'lean',
  transform(code, id) {
    // There are 2,500 media types; the pages and the protocol send these.
    if (id.endsWith('/mime-db/db.json')) {
      const names = [
        'application/json',
        'application/x-www-form-urlencoded',
        'application/octet-stream',
        'text/html',
        'text/plain',
      ];
      const types = JSON.parse(code);
      return JSON.stringify(Object.fromEntries(names.map((name) => [name, types[name]])));
    }
    // A warning about Node 20, on which the tests run.
    if (id.endsWith('/oidc-provider/lib/index.js')) return code.replace(/^if \(deno \|\| bun[^]*?^}$/m, '');
    return undefined;
  },
};
const common = {
  platform: 'node',
  checks: { emptyImportMeta: false, eval: false, ineffectiveDynamicImport: false, pluginTimings: false },
};
// Two folders deep as the sources are, which read files of this package by their distance. CommonJS, because Jest on Node 20 takes nothing else, and `import` takes it as well.
const { output } = await build({
  ...common,
  plugins: [lean],
  input: { index: 'dist/index.js', playwright: 'dist/playwright.js', command: 'dist/command.js' },
  output: { dir, format: 'cjs', entryFileNames: 'dist/[name].js', chunkFileNames: 'dist/lib/[name].js' },
});
await build({
  ...common,
  input: { index: 'dist/index.d.ts', playwright: 'dist/playwright.d.ts' },
  external: /^[^./]/,
  plugins: [dts({ dtsInput: true, emitDtsOnly: true, tsconfig: false })],
  output: { dir, entryFileNames: 'dist/[name].ts', chunkFileNames: 'dist/lib/[name].ts' },
});

const { name, version, description, keywords, license, engines } = JSON.parse(readFileSync('package.json', 'utf8'));
const manifest = {
  name,
  version,
  description,
  keywords,
  license,
  type: 'commonjs',
  main: 'dist/index.js',
  types: 'dist/index.d.ts',
  typesVersions: { '*': { playwright: ['dist/playwright.d.ts'] } },
  exports: { '.': './dist/index.js', './playwright': './dist/playwright.js', './package.json': './package.json' },
  bin: { [name]: 'dist/command.js' },
  engines,
};
writeFileSync(join(dir, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
for (const file of ['README.md', 'docs', 'tenant.schema.json']) cpSync(file, join(dir, file), { recursive: true });
for (const file of ['LICENSE', 'CHANGELOG.md', 'tenant.json']) cpSync(join('../..', file), join(dir, file));
writeFileSync(
  join(dir, 'THIRD_PARTY_LICENSES.txt'),
  licenses(output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))),
);

/** @param {string[]} files */
function licenses(files) {
  const folders = new Set(files.flatMap((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const texts = [...folders].map((folder) => {
    const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((found) => /^licen[cs]e/i.test(found));
    if (file === undefined && typeof about.license !== 'string') throw new Error(`${about.name} has no license`);
    return `${about.name} ${about.version} (${about.license})\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : ''}\n`;
  });
  return [...new Set(texts)].toSorted().join(`\n${'-'.repeat(80)}\n\n`);
}
