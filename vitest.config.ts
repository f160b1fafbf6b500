import { defineConfig } from 'vitest/config';

const conditions = ['ciam-source', 'module', 'node', 'development|production'];

/** A test project: `unit` sits beside the source, the others boot something and live in `test/`. */
const project = (name: string, include: string[], options: object = {}) => ({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['node'] } },
  test: {
    name,
    include,
    exclude: ['**/node_modules/**', '**/dist/**'],
    expect: { requireAssertions: true },
    // No module here keeps state, and loading them again for each file took a third of the time.
    isolate: false,
    testTimeout: 15_000,
    // On a busy machine a browser or a server may be late once; twice is a fault.
    retry: process.env['CI'] === 'true' ? 1 : 0,
    ...options,
  },
});

const everywhere = (pattern: string) => `{apps,packages,tools}/*/${pattern}`;

export default defineConfig({
  test: {
    // Much of the time goes by in waiting for another process.
    maxWorkers: 3,
    projects: [
      project('unit', [everywhere('src/**/*.test.ts')]),
      project('integration', [everywhere('test/**/!(*.e2e|*.long).test.ts')], { testTimeout: 20_000 }),
      project('e2e', [everywhere('test/**/*.e2e.test.ts')], { testTimeout: 60_000, hookTimeout: 60_000 }),
      project('long', [everywhere('test/**/*.long.test.ts')], { testTimeout: 900_000, hookTimeout: 60_000 }),
    ],
  },
});
