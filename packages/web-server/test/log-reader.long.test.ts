import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('fixtures/slow-server.js', import.meta.url));

test('a reader that stands still holds up neither responses nor the exit; dropped lines are counted', async () => {
  const child = spawn(process.execPath, [program, '100'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [first]: string[] = await once(createInterface({ input: child.stderr }), 'line');
  const url = first ?? '';
  for (let round = 0; round < 3; round++) expect((await fetch(`${url}/log-much`)).status).toBe(200);
  expect((await fetch(url)).status).toBe(200);
  child.stdout.resume();
  let taken = '';
  child.stdout.on('data', (text: Buffer) => (taken += text.toString()));
  await expect.poll(async () => (await fetch(`${url}/log`)).ok && taken.includes('log lines were dropped')).toBe(true);
  const lines = taken.trim().split('\n').slice(0, -1);
  expect(lines.map((line) => (JSON.parse(line) as { dropped?: number }).dropped ?? 0)).toContainEqual(
    expect.toSatisfy((dropped: number) => dropped > 5_000),
  );

  child.stdout.pause();
  expect((await fetch(`${url}/log-much`)).status).toBe(200);
  const signalled = performance.now();
  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(0);
  expect(performance.now() - signalled).toBeLessThan(4_000);
  child.stdout.destroy();
});
