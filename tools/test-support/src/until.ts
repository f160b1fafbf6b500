import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks every 50 milliseconds until a condition holds.
 *
 * @throws Error with `otherwise` after `patienceMs`
 */
export async function until(
  condition: () => Promise<boolean>,
  otherwise: string,
  patienceMs: number = 60_000,
): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await condition());) {
    if (Date.now() > end) throw new Error(otherwise);
    await sleep(50);
  }
}
