import { expect, test } from 'vitest';
import { describeClocks, secondsAhead, type TimeElsewhere } from './clocks.ts';

const now = Date.parse('2026-11-26T12:00:00Z');
const seconds = now / 1000;

test.each<[TimeElsewhere, number | undefined]>([
  [{ date: 'Thu, 26 Nov 2026 12:10:00 GMT' }, -600],
  [{ date: 'Thu, 26 Nov 2026 10:00:00 GMT' }, 7200],
  [{ date: 'Thu, 26 Nov 2026 12:00:00 GMT', notBefore: seconds + 600 }, 0],
  [{ date: 'soon' }, undefined],
  [{}, undefined],
  [{ notBefore: seconds + 300, issuedAt: seconds + 300 }, -600],
  [{ notBefore: seconds - 300, issuedAt: seconds - 300, expiresAt: seconds + 3600 }, undefined],
  [{ issuedAt: seconds - 7200, expiresAt: seconds - 3300 }, 6900],
  [{ expiresAt: seconds - 90 }, 90],
])('%o: %s seconds ahead', (elsewhere, expected) => {
  expect(secondsAhead(elsewhere, now)).toBe(expected);
});

test.each([
  [90, /90 seconds ahead of the tenant's/],
  [7200, /120 minutes ahead of the tenant's/],
  [-600, /10 minutes behind the tenant's/],
])('%i seconds in words', (ahead, expected) => {
  expect(describeClocks(ahead)).toMatch(expected);
});
