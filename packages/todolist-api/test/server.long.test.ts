import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Emulator, startEmulator } from 'ciam-emulator';
import { isMissing } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settingsFor, startApiProgram, type ApiProgram } from './support/api-program.ts';
import { goodToken } from './support/callers.ts';
import { createSchema } from './support/postgres.ts';

let tenant: Emulator;
let folder: string;
let headers: Record<string, string>;

beforeAll(async () => {
  tenant = await startEmulator();
  folder = await mkdtemp(join(tmpdir(), 'todolist-long-'));
  const token = await goodToken(tenant);
  headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
});
afterAll(async () => {
  await tenant[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const withoutPostgres = await isMissing('postgresql');
// Windows has no `sh`, either.
const noShell = await isMissing('bash');

interface ToDo {
  id: number;
  description: string;
}

/** Everyone's, page by page. */
const list = async ({ url }: ApiProgram): Promise<ToDo[]> => {
  const toDos: ToDo[] = [];
  for (let after = ''; ;) {
    const response = await fetch(`${url}/api/todolist${after}`, { headers });
    toDos.push(...((await response.json()) as ToDo[]));
    const next = /<(.*)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    if (next === undefined) return toDos;
    after = next;
  }
};

/** So that none has too many. */
const ownerOf = (writer: number): string => `ada00000-0000-4000-8000-${String(writer).padStart(12, '0')}`;

/** Adds to-dos, one after another, until the API is gone; notes those it acknowledged. */
const addUntilGone = async ({ url }: ApiProgram, writer: number, acknowledged: string[]): Promise<void> => {
  for (let count = 0; ; count++) {
    const description = `Writer ${writer}, number ${count}`;
    try {
      const body = JSON.stringify({ owner: ownerOf(writer), description });
      const response = await fetch(`${url}/api/todolist`, { method: 'POST', headers, body });
      if (response.status === 201) acknowledged.push(description);
    } catch {
      return;
    }
  }
};

const each = 25;

const loseNothingOverKills = async (databaseUrl: string, kills: number): Promise<void> => {
  const acknowledged: string[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    const api = await startApiProgram(settingsFor(tenant, databaseUrl));
    const writing = Array.from({ length: 8 }, (_, writer) => addUntilGone(api, kill * 8 + writer, acknowledged));
    await expect.poll(() => acknowledged.length, { timeout: 15_000 }).toBeGreaterThan(kill * each);
    await sleep(Math.random() * 50);
    api.program.child.kill('SIGKILL');
    await Promise.all(writing);
    await api.program.exited;
  }
  const api = await startApiProgram(settingsFor(tenant, databaseUrl));
  const kept = new Set((await list(api)).map(({ description }) => description));
  await api.program[Symbol.asyncDispose]();
  expect(acknowledged.filter((description) => !kept.has(description))).toEqual([]);
};

describe('kill -9 loses no acknowledged write', () => {
  test('on SQLite', async () => {
    await loseNothingOverKills(`file:${folder}/killed.db`, 4);
    expect.hasAssertions();
  });

  test.skipIf(withoutPostgres)('on PostgreSQL', async () => {
    await using schema = await createSchema();
    await loseNothingOverKills(schema.url, 2);
    expect.hasAssertions();
  });
});

test.skipIf(noShell)('on a disk that takes no more goes on reading', async () => {
  const limited = ['-c', 'ulimit -f 400; exec "$0" "$@"', process.execPath];
  const api = await startApiProgram(settingsFor(tenant, `file:${folder}/full.db`), limited);
  const statuses = new Set<number>();
  const add = async (count: number): Promise<number> => {
    const body = JSON.stringify({ owner: ownerOf(count), description: 'x'.repeat(500) });
    return (await fetch(`${api.url}/api/todolist`, { method: 'POST', headers, body })).status;
  };
  for (let count = 0; count < 300; count++) statuses.add(await add(count));
  expect([...statuses]).toEqual([201, 503]);
  expect(api.program.output.stdout).toContain('The disk with the file in DATABASE_URL is full or failing.');
  const all = await list(api);
  expect(all.length).toBeGreaterThan(10);
  // Each file has a limit of its own here, so what moves from the log to the database makes room for a while.
  const readiness = async (): Promise<unknown> => {
    statuses.add(await add(0));
    return (await fetch(`${api.url}/readyz`)).json();
  };
  await expect.poll(readiness, { timeout: 20_000 }).toMatchObject({
    status: 'unavailable',
    checks: { database: expect.stringContaining('Free some space; even deleting to-dos needs it.') },
  });
  const deleted = await fetch(`${api.url}/api/todolist/${all[0]?.id}`, { method: 'DELETE', headers });
  expect(`${deleted.status} ${await deleted.text()}`).toMatch(/^(204 |503 .*See \/readyz)/);
  api.program.child.kill('SIGTERM');
  expect((await api.program.exited).code).toBe(0);
});
