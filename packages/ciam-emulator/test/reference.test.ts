import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startEmulator } from '../src/index.ts';

const folder = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
const page = read('docs/reference.md');
const isNamed = (name: string): boolean => new RegExp(`\`${name}\\b|^## ${name}\\b`, 'm').test(page);

test.each(['src/index.ts', 'src/playwright.ts'])('the reference names everything that %s exports', (file) => {
  const names = [...read(file).matchAll(/^export (?:type )?\{([^}]+)\}/gm)].flatMap(([, list = '']) =>
    list.split(',').map((name) => name.trim()),
  );
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => name !== '' && !isNamed(name))).toEqual([]);
});

test('the reference names every member of a running tenant, and each option', async () => {
  await using tenant = await startEmulator();
  const { control } = tenant;
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(control));
  const members = [...Object.keys(tenant), ...Object.keys(control), ...methods];
  expect(members).toEqual(expect.arrayContaining(['authority', 'now', 'signIn']));
  expect(members.filter((name) => name !== 'constructor' && !isNamed(name))).toEqual([]);
  const [, options = ''] = /interface EmulatorOptions \{([^]*?)\n\}/.exec(read('src/start-emulator.ts')) ?? [];
  const names = [...options.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name = '']) => name);
  expect(names).toContain('keys');
  expect(names.filter((name) => !isNamed(name))).toEqual([]);
});
