import { fileURLToPath } from 'node:url';
import { startProgram } from 'test-support';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('fixtures/slow-server.js', import.meta.url));

test('what does not close within ten seconds is left behind, with exit code 1', async () => {
  await using server = startProgram(process.execPath, [program, '100', 'stuck']);
  await server.printed(/http:/);
  const signalled = performance.now();
  server.child.kill('SIGTERM');
  const { code, stdout } = await server.exited;
  expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining('Could not close within 10 seconds.') });
  expect(performance.now() - signalled).toBeLessThan(20_000);
});
