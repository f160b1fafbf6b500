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

test('expired entries are dropped', () => {
  const { store, pass } = storeAt();
  for (let number = 0; number < 2000; number += 1) store.set(`Interaction:${number}`, { uid: String(number) }, day);
  pass(2 * day);
  // Write enough to trigger a sweep.
  for (let number = 0; number < 2000; number += 1) store.set('Session:last', {}, day);
  pass(-2 * day);
  expect(store.find('Interaction:0')).toBeUndefined();
  expect(store.findByIndex('uid:1999')).toBeUndefined();
});

test.each(['Session', 'RefreshToken', 'AuthorizationCode', 'Grant'])(
  'of a %s the last five thousand are kept',
  (model) => {
    const { store } = storeAt();
    const key = (number: number) => `${model}:${number}`;
    for (let number = 0; number < 5000; number += 1) store.set(key(number), { uid: String(number) });
    // An entry that is written again counts as new.
    store.set(key(0), { uid: '0' });
    for (let number = 5000; number < 5010; number += 1) store.set(key(number), { uid: String(number) });
    expect([0, 1, 10, 11, 5009].filter((number) => store.find(key(number)))).toEqual([0, 11, 5009]);
    expect(store.findByIndex('uid:1')).toBeUndefined();
    expect(store.all(model)).toHaveLength(5000);
  },
);
