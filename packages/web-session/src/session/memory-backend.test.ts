import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MemoryBackend } from './memory-backend.ts';

const minute = 60_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('returns the remaining time of a session, and replaces and prolongs it', async () => {
  const backend = new MemoryBackend();
  await backend.create('ada', 'one', 5 * minute, undefined);
  vi.advanceTimersByTime(minute);
  expect(await backend.read('ada')).toEqual({ value: 'one', remainingMs: 4 * minute });
  await backend.replace('ada', 'two', 7 * minute);
  expect(await backend.read('ada')).toEqual({ value: 'two', remainingMs: 7 * minute });
  await backend.prolong('ada', 9 * minute);
  expect(await backend.read('ada')).toEqual({ value: 'two', remainingMs: 9 * minute });
});

test('an expired session is gone for good, and dropped within a minute', async () => {
  const backend = new MemoryBackend();
  vi.advanceTimersByTime(minute / 2);
  await backend.create('ada', 'one', minute / 2, 'sid');
  await backend.create('grace', 'one', 2 * minute, 'sid');
  vi.advanceTimersByTime(minute / 2 - 1);
  expect(await backend.read('ada')).toMatchObject({ remainingMs: 1 });
  vi.setSystemTime(Date.now() + 1);
  expect(await backend.read('ada')).toBeUndefined();
  await backend.prolong('ada', minute);
  await backend.replace('ada', 'two', minute);
  expect(await backend.read('ada')).toBeUndefined();
  expect(backend.size).toBe(2);
  vi.advanceTimersByTime(1);
  expect(backend.size).toBe(1);
  vi.advanceTimersByTime(2 * minute);
  expect(backend.size).toBe(0);
});

test('neither replaces nor prolongs a session that does not exist', async () => {
  const backend = new MemoryBackend();
  await backend.replace('ada', 'one', minute);
  await backend.prolong('ada', minute);
  expect(backend.size).toBe(0);
});

test("ends every session of one of the tenant's sessions, and no other", async () => {
  const backend = new MemoryBackend();
  for (const [id, sid] of [
    ['phone', 'ada'],
    ['desktop', 'ada'],
    ['moved', 'ada'],
    ['other', 'grace'],
    ['none', undefined],
  ] as const) {
    await backend.create(id, '{}', minute, sid);
  }
  await backend.remove('moved');
  await backend.create('moved', '{}', minute, 'grace');
  await backend.removeBySid('ada');
  const left = await Promise.all(['phone', 'desktop', 'moved', 'other', 'none'].map((id) => backend.read(id)));
  expect(left.map(Boolean)).toEqual([false, false, true, true, true]);
});

test('closing it ends its timer', async () => {
  const backend = new MemoryBackend();
  expect(vi.getTimerCount()).toBe(1);
  await backend.close();
  expect(vi.getTimerCount()).toBe(0);
});
