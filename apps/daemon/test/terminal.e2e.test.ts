import { join } from 'node:path';
import { openTerminal } from 'test-support';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apps, type House, startHouse } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

/** What a terminal of that width shows, and what was written to it. */
async function onTerminal(args: string[], columns: number, more: Record<string, string> = {}) {
  using terminal = openTerminal([join(apps, 'daemon'), ...args], { columns, env: { ...house.env, ...more } });
  await terminal.exited;
  return { screen: terminal.screen(), written: terminal.written() };
}

test('a terminal gets a listing that fits, and JSON when asked', async () => {
  const description = 'Read the whole of the second volume of the complete works before the meeting on Thursday';
  const owner = '00aa00aa-bb11-cc22-dd33-44ee44ee44ee';
  await house.run(['--op', 'addToDo', '--owner', owner, '--description', description]);
  const [listing, plain, json] = await Promise.all([
    onTerminal(['--op', 'getToDos'], 60),
    onTerminal(['--op', 'getToDos'], 120, { NO_COLOR: '1' }),
    onTerminal(['--op', 'getToDos', '--json'], 60),
  ]);
  expect(listing.screen).toMatch(/^4 to-dos\n\n {2}1 {2}Water the plants\n/);
  expect(listing.screen).toContain(
    '  4  Read the whole of the second volume of the complete\n     works before the meeting on Thursday\n     owner 00aa00aa',
  );
  const escape = '\u001B';
  expect(listing.written).toContain(escape);
  expect(plain.written).not.toContain(escape);
  expect(plain.screen).toContain(`  4  ${description}\n`);
  expect(JSON.parse(json.written)).toHaveLength(4);
});
