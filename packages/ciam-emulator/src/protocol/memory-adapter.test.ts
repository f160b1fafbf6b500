import { expect, test } from 'vitest';

import { MemoryStore } from './memory-adapter.ts';

const day = 86_400;

function storeAt(start = 0): { store: MemoryStore; pass: (seconds: number) => void } {
  let now = start;
  return { store: new MemoryStore(() => now), pass: (seconds) => void (now += seconds * 1000) };
}

test.each([
  ['AuthorizationCode', true],
  ['DeviceCode', true],
  ['RefreshToken', true],
  ['Session', false],
  ['Interaction', false],
])('an expired %s is still known: %s', (model, known) => {
  const { store, pass } = storeAt();
  store.set(`${model}:x`, { uid: 'x' }, day);
  pass(1000 * day);
  expect(store.find(`${model}:x`) !== undefined).toBe(known);
  expect(store.findByIndex('uid:x') !== undefined).toBe(known);
  expect(store.all(model)).toEqual([]);
});

test('what has expired is thrown away, but for the last ten thousand that somebody may still ask for', () => {
  const { store, pass } = storeAt();
  for (let number = 0; number < 12_000; number += 1) store.set(`RefreshToken:${number}`, {}, day);
  for (let number = 0; number < 2000; number += 1) store.set(`Session:${number}`, {}, day);
  pass(2 * day);
  // Enough writes for a sweep.
  for (let number = 0; number < 2000; number += 1) store.set('Session:last', {}, day);
  expect(store.find('RefreshToken:0')).toBeUndefined();
  expect(store.find('RefreshToken:1999')).toBeUndefined();
  expect(store.find('RefreshToken:2000')).toBeDefined();
  expect(store.find('RefreshToken:11999')).toBeDefined();
});
