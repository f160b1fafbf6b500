import { build } from 'rolldown';

/** One CommonJS file of what `tsc -b` built and of all it imports: it starts in half the time of the modules. */
await build({
  input: 'dist/index.js',
  platform: 'node',
  output: { file: 'dist/bundle.cjs', format: 'cjs', minify: true },
  checks: { emptyImportMeta: false },
});
