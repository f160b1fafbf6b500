import { expect, test } from 'vitest';
import { interruptRegister } from './interruptions.ts';

test.each(['is refused', 'is done and its answer lost', 'meets Ctrl-C'] as const)(
  'when a request %s, the next run finishes',
  async (how) => {
    await expect(interruptRegister(how, { calm: true }, 13)).resolves.toBeGreaterThan(5);
  },
  60_000,
);
