import type { RedisError } from '../src/redis/redis-error.ts';
import type { RedisBackend } from '../src/redis/redis-backend.ts';

export interface LoadReport {
  /** Sessions that the backend said are stored. */
  begun: string[];
  /** What it did not do, and when, in milliseconds since the start. */
  refusals: { at: number; code: string; lasting: boolean; took: number }[];
  /** Sessions that were read back as something else, or not at all. */
  lost: string[];
}

/** Begins sessions and reads them back, some at a time, as long as `during` takes. */
export async function sessionLoad(backend: RedisBackend, during: () => Promise<void>): Promise<LoadReport> {
  const report: LoadReport = { begun: [], refusals: [], lost: [] };
  const start = performance.now();
  const ends = new AbortController();
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    const begun = performance.now();
    try {
      return await work();
    } catch (error) {
      const { code, lasting } = error as RedisError;
      report.refusals.push({ at: begun - start, code, lasting, took: performance.now() - begun });
      return undefined;
    }
  };
  const user = async (name: number): Promise<void> => {
    for (let count = 0; !ends.signal.aborted; count += 1) {
      const id = `user-${name}-${count}`;
      await attempt(async () => {
        await backend.create(id, id, 600_000, `sid-${name}`);
        report.begun.push(id);
      });
      await attempt(async () => {
        const known = report.begun[Math.floor(Math.random() * report.begun.length)];
        if (known && (await backend.read(known))?.value !== known) report.lost.push(known);
      });
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const users = Array.from({ length: 8 }, (_, name) => user(name));
  await during();
  ends.abort();
  await Promise.all(users);
  for (const id of report.begun) if ((await patientRead(backend, id)) !== id) report.lost.push(id);
  return report;
}

/** What is refused now is read again a moment later. */
async function patientRead(backend: RedisBackend, id: string): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return (await backend.read(id))?.value;
    } catch (error) {
      if (attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
