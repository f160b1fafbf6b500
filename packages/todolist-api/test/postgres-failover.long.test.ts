import { setTimeout as sleep } from 'node:timers/promises';
import { type Emulator, startEmulator } from 'ciam-emulator';
import { isMissing, type PostgresPair, startPostgresPair } from 'test-support';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { goodToken } from './support/callers.ts';
import { startApi, type RunningApi } from './support/running-api.ts';

const writers = 12;
const backWithinMs = 5_000;

interface ToDo {
  id: number;
  description: string;
}

describe.skipIf(await isMissing('postgresql'))('a primary with a synchronous standby, behind one address', () => {
  let tenant: Emulator;
  let token: string;
  let postgres: PostgresPair;
  let api: RunningApi;

  beforeAll(async () => {
    tenant = await startEmulator();
    token = await goodToken(tenant);
  });
  afterAll(() => tenant[Symbol.asyncDispose]());

  const prepare = async (): Promise<void> => {
    postgres = await startPostgresPair();
    api = await startApi(tenant, { databaseUrl: postgres.url });
  };
  afterEach(async () => {
    await api[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
  });

  const add = async (owner: string, description: string): Promise<number> => {
    const { status } = await api.call('POST', '/api/todolist', { token, body: { owner, description } });
    return status;
  };

  const everything = async (): Promise<ToDo[]> => {
    const all: ToDo[] = [];
    for (let query = ''; ;) {
      const { status, body } = await api.call('GET', `/api/todolist${query}`, { token });
      if (status === 503) continue;
      const page = body as ToDo[];
      all.push(...page);
      if (page.length < 500) return all;
      query = `?after=${page.at(-1)?.id}`;
    }
  };

  test('a promotion in mid-load loses no acknowledged write, and writing goes on within five seconds', async () => {
    await prepare();
    const acknowledged: string[] = [];
    const refused: number[] = [];
    let movedAt = Infinity;
    let backAfter: number | undefined;
    const ending = new AbortController();
    const write = async (writer: number): Promise<void> => {
      const owner = `ada00000-0000-4000-8000-${String(writer).padStart(12, '0')}`;
      for (let count = 0; !ending.signal.aborted && count < 450; count++) {
        const begun = performance.now();
        const description = `Writer ${writer}, number ${count}`;
        const status = await add(owner, description);
        if (status !== 201) refused.push(status);
        else acknowledged.push(description);
        if (status === 201 && begun > movedAt) backAfter ??= performance.now() - movedAt;
        await sleep(10);
      }
    };
    const writing = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
    await expect.poll(() => acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(100);
    await postgres.failOver();
    movedAt = performance.now();
    const before = acknowledged.length;
    await expect.poll(() => backAfter, { timeout: 30_000 }).toBeDefined();
    await expect.poll(() => acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(before + 100);
    ending.abort();
    await writing;

    const kept = new Set((await everything()).map(({ description }) => description));
    console.log(
      `${acknowledged.length} acknowledged, ${refused.length} refused, back after ${backAfter?.toFixed(0)} ms`,
    );
    expect(acknowledged.filter((description) => !kept.has(description))).toEqual([]);
    expect(new Set(refused)).toEqual(new Set(refused.length > 0 ? [503] : []));
    expect(backAfter).toBeLessThan(backWithinMs);
  });

  test('a write that the standby does not confirm is not acknowledged; reading goes on', async () => {
    await prepare();
    const owner = 'ada00000-0000-4000-8000-000000000001';
    expect(await add(owner, 'Confirmed')).toBe(201);
    await postgres.standby.kill();
    expect(await add(owner, 'Unconfirmed')).toBe(503);
    expect(await api.call('GET', '/api/todolist', { token })).toMatchObject({ status: 200 });
  });
});
