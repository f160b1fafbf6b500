import { expect, test } from 'vitest';
import { slotOf } from './key-slot.ts';

// The results of CLUSTER KEYSLOT on a real server.
test.each([
  ['123456789', 12739],
  ['foo', 12182],
  ['web-app:session:ü€', 3586],
  ['{user1000}.following', 3443],
  ['foo{}{bar}', 8363],
  ['foo{{bar}}zap', 4015],
  ['foo{bar}{zap}', 5061],
  ['foo{bar', 15278],
  ['}foo{bar}', 5061],
  ['', 0],
])('%s', (key, slot) => {
  expect(slotOf(key)).toBe(slot);
});
