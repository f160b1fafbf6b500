import { expect, test } from 'vitest';
import { foreignFile } from './foreign-file.ts';
import { interruptRegister } from './interruptions.ts';

const manners = ['is refused', 'is done and its response lost', 'meets Ctrl-C'] as const;

test.each(manners)(
  'when any one request %s, with the delays and refusals of real tenants, the next run finishes',
  async (how) => {
    // Of every kind there is something in it. Larger pages make fewer requests, and each of them is interrupted.
    await expect(interruptRegister(how, { pageSize: 4 }, 1, await foreignFile())).resolves.toBeGreaterThan(50);
  },
);

test.each(manners)('when a request %s, the next run finishes', async (how) => {
  await expect(interruptRegister(how, { calm: true }, 13)).resolves.toBeGreaterThan(5);
});
