import { expect, test } from 'vitest';
import { interruptRegister } from './interruptions.ts';

const manners = ['is refused', 'is done and its response lost', 'meets Ctrl-C'] as const;

test.each(manners)(
  'when any one request %s, with the delays and refusals of real tenants, the next run finishes',
  async (how) => {
    await expect(interruptRegister(how, {}, 1)).resolves.toBeGreaterThan(5);
  },
);

test.each(manners)('when a request %s, the next run finishes', async (how) => {
  await expect(interruptRegister(how, { calm: true }, 13)).resolves.toBeGreaterThan(5);
});
