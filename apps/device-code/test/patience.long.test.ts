import { startProgram } from 'test-support';
import { expect, test } from 'vitest';
import { startTenant, type TestTenant } from './tenant.ts';

test('30 s without a tenant, 503 with Retry-After, slow_down twice and HTML: the sign-in completes', async () => {
  await using tenant = await startTenant();
  tenant.numbers = { interval: 5 };
  const polls: ReturnType<TestTenant['fault']>[] = [
    { status: 503, body: {}, headers: { 'retry-after': '7' } },
    { status: 400, body: { error: 'slow_down' } },
    { status: 200, body: '<html>Sign in to the hotel</html>' },
    { status: 400, body: { error: 'slow_down' } },
  ];
  const polledAt: number[] = [];
  tenant.fault = ({ form }) => {
    if (form.get('grant_type') !== 'device_code') return undefined;
    polledAt.push(performance.now());
    return polls.shift();
  };
  const program = startProgram(process.execPath, [`${import.meta.dirname}/..`], { env: tenant.env });
  const [, code = ''] = await program.printed(/^([A-Z0-9]{9})$/m);
  await tenant.goAway(30_000);
  await tenant.approve(code);
  const result = await program.exited;
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('Ada Lovelace') });
  expect(polls).toEqual([]);
  // 5 s, and twice 5 s more for good.
  const last = polledAt.at(-1) ?? 0;
  expect(last - (polledAt.at(-2) ?? 0)).toBeGreaterThan(14_900);
});
