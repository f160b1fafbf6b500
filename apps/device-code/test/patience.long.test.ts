import { startProgram } from 'test-support';
import { expect, test } from 'vitest';
import { startTestBed } from './test-bed.ts';

test('30 s without a tenant, 503 with Retry-After, slow_down twice and HTML: the sign-in completes', async () => {
  await using bed = await startTestBed();
  const { control } = bed.tenant;
  bed.changeCodes({ interval: 5 });
  const endpoint = 'token';
  control.addFault({ endpoint, kind: 'reset' });
  const program = startProgram(process.execPath, [`${import.meta.dirname}/..`], { env: bed.env });
  const [, code = ''] = await program.printed(/^([A-Z0-9]{9})$/m);
  await new Promise((resolve) => void setTimeout(resolve, 30_000));
  control.clearFaults();
  control.addFault({ endpoint, kind: 'status', status: 503, retryAfterSeconds: 7, times: 1 });
  control.addFault({ endpoint, kind: 'slow_down', times: 1 });
  control.addFault({ endpoint, kind: 'html', status: 200, times: 1 });
  control.addFault({ endpoint, kind: 'slow_down', times: 1 });
  await control.approveDeviceCode(code, 'ada@contoso.com');
  const result = await program.exited;
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('Ada Lovelace') });
  expect(control.faults).toEqual([]);
  // 5 s, and twice 5 s more for good.
  const polledAt = control.requests.filter(({ path }) => path.endsWith('/token')).map(({ time }) => Date.parse(time));
  const [beforeLast = 0, last = 0] = polledAt.slice(-2);
  expect(last - beforeLast).toBeGreaterThan(14_900);
});
