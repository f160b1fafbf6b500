import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runProgram } from 'test-support';
import { expect, test } from 'vitest';

const program = resolve(import.meta.dirname, '../../tenant');

test('the README names every option that there is, and no other', async () => {
  const commands = ['register', 'export', 'doctor', 'compare', 'certificate', 'cleanup'];
  const helps = await Promise.all(commands.map((name) => runProgram(process.execPath, [program, name, '--help'])));
  const offered = helps.flatMap(({ stdout }) => [...stdout.matchAll(/^ +(--[a-z-]+) /gm)].map(([, name]) => name));
  const readme = readFileSync(join(program, 'README.md'), 'utf8');
  const named = [...readme.matchAll(/(?<=[\s`])--[a-z][a-z-]*/g)].map(([name]) => name);
  // Of pnpm and of the emulator.
  const known = new Set([...offered, '--silent', '--config']);
  expect(offered).toContain('--tenant');
  expect(offered.filter((name) => name !== '--help' && !named.includes(name ?? ''))).toEqual([]);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
