import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { openTerminal } from 'test-support';
import { afterAll, expect, test } from 'vitest';
import { administratorToken, startGraph } from './graph-stand-in/graph-stand-in.ts';

const program = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'tenant-question-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `register` in a terminal, and types when it asks. */
function answer(graph: string, settings: string, keys: string): Promise<{ code: number; shown: string }> {
  const args = [program, 'register', '--tenant', 'contoso', '--graph', graph, '--settings', settings];
  const env = { PATH: process.env['PATH'], GRAPH_ACCESS_TOKEN: administratorToken };
  const terminal = spawn(process.execPath, args, { cols: 110, rows: 40, env });
  let shown = '';
  let typed = false;
  return new Promise((resolve) => {
    terminal.onData((text) => {
      shown += text;
      if (!typed && shown.includes('[y/N]')) {
        typed = true;
        terminal.write(keys);
      }
    });
    terminal.onExit(({ exitCode }) => resolve({ code: exitCode, shown }));
  });
}

test('what the doctor says stays in its columns on a narrow terminal', async () => {
  const env = { TENANT_SUBDOMAIN: 'Not one word', NO_COLOR: '1' };
  using terminal = openTerminal([program, 'doctor', '--app', 'device-code'], { env, columns: 50 });
  expect(await terminal.exited).toBe(1);
  const lines = terminal
    .screen()
    .split('\n')
    .filter((line) => line !== '');
  expect(lines.length).toBeGreaterThan(8);
  expect(lines.filter((line) => !/^(?:[✓✗–] [a-z-]+ +\S| {14}\S| {4}\S|\d problems? found\.$)/.test(line))).toEqual([]);
  expect(terminal.written()).not.toContain('\u001B[');
});

test.each<[string, string, number]>([
  ['y', 'y\r', 0],
  ['Enter', '\r', 1],
  ['n', 'n\r', 1],
  ['Ctrl-C', '\u0003', 1],
  ['Ctrl-D', '\u0004', 1],
])('%s at the question', async (name, keys, code) => {
  await using graph = await startGraph();
  const settings = join(folder, name);
  const outcome = await answer(graph.url, settings, keys);
  expect(outcome).toMatchObject({ code });
  expect(outcome.shown).toContain('Create the app registration');
  expect(outcome.shown).not.toMatch(/^ {4}at /m);
  expect(graph.directory.everything('applications')).toHaveLength(code === 0 ? 4 : 0);
  expect(existsSync(settings)).toBe(code === 0);
});
