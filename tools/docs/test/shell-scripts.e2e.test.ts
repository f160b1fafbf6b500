import { homedir } from 'node:os';
import { freePort, isMissing, runProgram } from 'test-support';
import { expect, test } from 'vitest';
import { blocks, markdownFiles, root } from './markdown-files.ts';

const scripts = markdownFiles().flatMap(({ path, text }) =>
  blocks(text, 'sh').map((script) => [path, script] as const),
);

/** Blocks marked `sh` are whole scripts: they run as they are, but for the usual port of the local tenant. */
test.skipIf(await isMissing('bash')).each(scripts)('the shell script of %s works', async (_path, script) => {
  const moved = script.replaceAll('4400', String(await freePort()));
  const result = await runProgram('bash', ['-euo', 'pipefail', '-c', moved], { cwd: root, env: { HOME: homedir() } });
  expect(result).toMatchObject({ code: 0 });
  expect(result.stdout).toMatch(/^(?!.*"error").+/s);
});

test('there is one at least', () => {
  expect(scripts.length).toBeGreaterThan(0);
});
