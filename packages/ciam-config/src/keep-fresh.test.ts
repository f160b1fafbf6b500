import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Fresh, keepFresh } from './keep-fresh.ts';

const minute = 60_000;
const hour = 60 * minute;

interface Value {
  number: number;
  maxAgeSeconds: number;
}

let loads: (Value | undefined)[];
let failing: Error | undefined;
let maxAgeSeconds: number;
let failures: unknown[];
let fresh: Fresh<Value>;

beforeEach(() => {
  vi.useFakeTimers();
  [loads, failing, maxAgeSeconds, failures] = [[], undefined, 3_600, []];
  fresh = keepFresh<Value>({
    load: async (previous) => {
      loads.push(previous);
      const number = loads.length;
      await new Promise((resolve) => setTimeout(resolve, 10));
      if (failing) throw failing;
      return { number, maxAgeSeconds };
    },
    maxAgeSeconds: (value) => value.maxAgeSeconds,
    onRenewalFailed: (error) => failures.push(error),
  });
});
afterEach(() => vi.useRealTimers());

/** The result of a call, once it settles. */
const settled = async (call: Promise<Value>): Promise<number | string> => {
  const outcome = call.then(
    ({ number }) => number,
    (error: Error) => error.message,
  );
  await vi.advanceTimersByTimeAsync(10);
  return outcome;
};

test('concurrent first calls share one fetch', async () => {
  const calls = [fresh.current(), fresh.current(), fresh.renew()];
  expect(await Promise.all(calls.map(settled))).toEqual([1, 1, 1]);
  expect(loads).toEqual([undefined]);
});

test.each([
  ['an hour', 3_600, hour],
  ['nothing at all: five minutes', 0, 5 * minute],
  ['a year: a day', 365 * 86_400, 24 * hour],
])('a value that its source allows to keep for %s is then renewed in the background', async (_what, allowed, kept) => {
  maxAgeSeconds = allowed;
  await settled(fresh.current());
  await vi.advanceTimersByTimeAsync(kept - 20);
  expect(await settled(fresh.current())).toBe(1);
  expect(loads).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(20);
  expect(await settled(fresh.current())).toBe(1);
  expect(await settled(fresh.current())).toBe(2);
  expect(loads).toEqual([undefined, { number: 1, maxAgeSeconds: allowed }]);
});

test('a failed renewal keeps the value, is reported, and is retried once a minute', async () => {
  await settled(fresh.current());
  failing = new Error('away');
  await vi.advanceTimersByTimeAsync(hour);
  for (let call = 0; call < 5; call++) expect(await settled(fresh.current())).toBe(1);
  expect(failures).toEqual([failing]);
  failing = undefined;
  await vi.advanceTimersByTimeAsync(minute);
  await settled(fresh.current());
  expect(await settled(fresh.current())).toBe(3);
});

test('without a value every call rejects with the reason, and the source is asked once a second', async () => {
  failing = new Error('away');
  for (let call = 0; call < 5; call++) expect(await settled(fresh.current())).toBe('away');
  expect(loads).toHaveLength(1);
  failing = undefined;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await settled(fresh.current())).toBe(2);
});

test('an explicit renewal resolves to the new value or rejects with the reason', async () => {
  await settled(fresh.current());
  expect(await settled(fresh.renew())).toBe(2);
  failing = new Error('away');
  expect(await settled(fresh.renew())).toBe('away');
  expect(await settled(fresh.current())).toBe(2);
  expect(failures).toEqual([]);
});
