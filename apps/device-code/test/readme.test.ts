import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProgram } from 'test-support';
import { expect, test } from 'vitest';
import { startTestBed } from './test-bed.ts';

const app = join(import.meta.dirname, '..');
const readme = readFileSync(join(app, 'README.md'), 'utf8');

test('the flow at the top runs as it is printed, but for the address', async () => {
  await using bed = await startTestBed();
  const flow = /```js\n([^]*?)```/.exec(readme)?.[1] ?? '';
  const lines = flow.split('\n').length;
  expect(lines).toBeGreaterThan(29);
  expect(lines).toBeLessThan(51);
  const here = flow.replace('http://127.0.0.1:4400/', bed.tenant.authority);
  await using running = startProgram(process.execPath, ['--input-type=module', '--eval', here], { cwd: app });
  const [, code = ''] = await running.printed(/enter the code (\S+)/);
  await bed.tenant.control.approveDeviceCode(code, 'ada@contoso.com');
  const { code: exitCode, stdout, stderr } = await running.exited;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(stdout).toMatch(/Signed in as ada@contoso\.com\nObject ID: 00aa00aa-.*\nFrom the cache: true\n$/);
});
