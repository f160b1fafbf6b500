import { expect, test } from 'vitest';
import { interruptRegister } from './interruptions.ts';

test.each(['is refused', 'is done and its answer lost', 'meets Ctrl-C'] as const)(
  'when any one request %s, with the delays and refusals of real tenants, the next run finishes',
  async (how) => {
    await expect(interruptRegister(how, {}, 1)).resolves.toBeGreaterThan(5);
  },
);
