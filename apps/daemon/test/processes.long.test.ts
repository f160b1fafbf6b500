import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, startHouse } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

test('twenty at once on one cache file, some killed: every survivor prints the to-dos, the file stays whole', async () => {
  const env = { XDG_CACHE_HOME: join(house.folder, 'twenty') };
  const programs = Array.from({ length: 20 }, () => house.start(['--op', 'getToDos'], env));
  const doomed = programs.filter((_, index) => index % 3 === 0);
  for (const { child } of doomed) setTimeout(() => child.kill('SIGKILL'), 300 + Math.random() * 1500);
  const results = await Promise.all(programs.map(({ exited }) => exited));

  const survivors = results.filter(({ signal }) => signal === null);
  expect(survivors.length).toBeGreaterThanOrEqual(13);
  for (const { code, stdout, stderr } of survivors) {
    expect({ code, stderr, toDos: (JSON.parse(stdout) as unknown[]).length }).toEqual({
      code: 0,
      stderr: '',
      toDos: 3,
    });
  }
  const folder = join(house.folder, 'twenty/external-id-samples');
  const file = readdirSync(folder).find((name) => name.endsWith('.json')) ?? '';
  expect(JSON.parse(readFileSync(join(folder, file), 'utf8'))).toMatchObject({ version: 1 });
  house.requests.splice(0);
  await expect(house.run(['--op', 'getToDos'], env)).resolves.toMatchObject({ code: 0, stderr: '' });
  expect(house.requests).toEqual(['GET /api/todolist']);
});
