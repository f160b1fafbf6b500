import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const program = fileURLToPath(new URL('fixtures/slow-server.js', import.meta.url));
let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

/** Starts the server whose `/slow` answers after `slowMs`. */
const start = async (slowMs: number): Promise<{ url: string; child: ChildProcess; output: () => string }> => {
  const started = spawn(process.execPath, [program, String(slowMs)], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  const lines: string[] = [];
  const reader = createInterface({ input: started.stdout });
  const [url]: string[] = await once(reader, 'line');
  reader.on('line', (line) => lines.push(line));
  return { url: url ?? '', child: started, output: () => lines.join('\n') };
};

test.each(['SIGTERM', 'SIGINT'] as const)('%s: answers what is under way, then exits with 0', async (signal) => {
  const server = await start(400);
  const keptAlive = await fetch(`${server.url}/`);
  await keptAlive.text();
  const slow = fetch(`${server.url}/slow`);
  await fetch(`${server.url}/`);
  server.child.kill(signal);
  expect(await (await slow).text()).toBe('slow but whole');
  expect((await once(server.child, 'exit'))[0]).toBe(0);
  expect(server.output()).toContain(`${signal}: closing.`);
});

test('a second signal stops at once, with exit code 1', async () => {
  const server = await start(5_000);
  const slow = fetch(`${server.url}/slow`).catch(() => 'cut');
  await fetch(`${server.url}/`);
  server.child.kill('SIGTERM');
  await expect.poll(server.output).toContain('SIGTERM: closing.');
  server.child.kill('SIGTERM');
  expect((await once(server.child, 'exit'))[0]).toBe(1);
  expect(await slow).toBe('cut');
});

test('an error that nothing caught is logged, answers what is under way and exits with 1', async () => {
  const server = await start(300);
  const slow = fetch(`${server.url}/slow`);
  await fetch(`${server.url}/`);
  await fetch(`${server.url}/throw`);
  expect(await (await slow).text()).toBe('slow but whole');
  expect((await once(server.child, 'exit'))[0]).toBe(1);
  expect(server.output()).toContain('thrown outside any request');
});
