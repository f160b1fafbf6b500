import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { startTestBed } from './test-bed.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

test('10,000 anonymous sign-in starts leave the store empty and the memory flat', async () => {
  await using bed = await startTestBed(1, { LOG_LEVEL: 'silent' });
  const start = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += 50) {
      const responses = await Promise.all(
        Array.from({ length: 50 }, () => fetch(`${bed.app.origin}/auth/signin`, { redirect: 'manual' })),
      );
      for (const response of responses) {
        expect(response.status).toBe(302);
        await response.body?.cancel();
      }
    }
  };
  const heapAfterCollection = async (): Promise<number> => {
    // What has just been answered is let go of a moment later.
    await delay(500);
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  await start(3000);
  const before = await heapAfterCollection();
  await start(10_000);
  const grown = (await heapAfterCollection()) - before;
  expect(await bed.app.sessions.count()).toBe(0);
  // 10,000 kept transactions would take more than 10 MB.
  expect(grown).toBeLessThan(5_000_000);
});
