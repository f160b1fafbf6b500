import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from 'test-support';
import { expect, test } from 'vitest';
import { startHouse } from './house.ts';

const app = join(import.meta.dirname, '..');
const readme = readFileSync(join(app, 'README.md'), 'utf8');

test('the flow at the top runs as it is printed, but for the addresses', async () => {
  await using house = await startHouse();
  const flow = /```js\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const lines = flow.split('\n').length;
  expect(lines).toBeGreaterThan(29);
  expect(lines).toBeLessThan(51);
  const here = flow
    .replace('http://127.0.0.1:4400/', house.env['AUTHORITY'] ?? '')
    .replace('http://localhost:44351/api/todolist', house.env['API_ENDPOINT'] ?? '');
  const run = await runProgram(process.execPath, ['--input-type=module', '--eval', here], { cwd: app, env: {} });
  expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 {2}Water the plants\n2 {2}/), stderr: '' });
});
