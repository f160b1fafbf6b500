import { expect, test } from 'vitest';
import { retryDelayMs } from './retry-delay.ts';

test.each([
  [1, 0, 500],
  [2, 0, 1000],
  [5, 0, 8000],
  [50, 0, 8000],
  [1, 0.5, 375],
])('attempt %i with %d of chance waits %i ms', (attempt, random, ms) => {
  expect(retryDelayMs(attempt, undefined, () => random)).toBe(ms);
});

test.each([
  ['2', 2000],
  [' 3 ', 3000],
  ['0', 500],
  ['-5', 500],
  ['soon', 500],
  ['9'.repeat(400), 3_600_000],
  ['99999', 3_600_000],
  ['Wed, 21 Oct 2099 07:28:00 GMT', 3_600_000],
  ['1.5e3', 500],
  ['', 500],
  [['1'], 500],
  ['Wed, 21 Oct 2015 07:28:00 GMT', 500],
])('Retry-After %j waits %i ms', (header, ms) => {
  expect(retryDelayMs(1, header, () => 0)).toBe(ms);
});

test('Retry-After may be a date', () => {
  const header = new Date(Date.now() + 10_000).toUTCString();
  const ms = retryDelayMs(1, header, () => 0);
  expect(ms).toBeGreaterThan(8_000);
  expect(ms).toBeLessThanOrEqual(10_000);
});
