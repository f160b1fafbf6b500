import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replace-file-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Adds one to the count in the file, again and again, and says so each time it is done. */
const countUp = `
  import { readFileSync } from 'node:fs';
  import { replaceFile } from ${JSON.stringify(new URL('../dist/cache/replace-file.js', import.meta.url).href)};
  const [path, times] = process.argv.slice(1);
  for (let n = 0; n < times; n += 1) {
    await replaceFile(path, () => JSON.stringify({ count: JSON.parse(readFileSync(path, 'utf8')).count + 1 }));
    console.log('done');
  }`;

function counter(path: string, times: number) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', countUp, path, String(times)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let acknowledged = 0;
  createInterface(child.stdout).on('line', () => {
    acknowledged += 1;
  });
  const ended = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  return { child, ended, acknowledged: () => acknowledged };
}

test('no change of a living process is lost, and the file is whole at any time, while others are killed', async () => {
  const path = join(folder, 'count.json');
  writeFileSync(path, '{"count":0}');
  const lasting = Array.from({ length: 4 }, () => counter(path, 60));
  const doomed = Array.from({ length: 8 }, () => counter(path, 1000));
  const reading = setInterval(() => void JSON.parse(readFileSync(path, 'utf8')), 3);
  for (const { child } of doomed) {
    await new Promise((resolve) => void setTimeout(resolve, 100 + Math.random() * 150));
    child.kill('SIGKILL');
  }
  await Promise.all([...lasting, ...doomed].map(({ ended }) => ended));
  clearInterval(reading);

  const { count } = JSON.parse(readFileSync(path, 'utf8')) as { count: number };
  const acknowledged = [...lasting, ...doomed].reduce((sum, one) => sum + one.acknowledged(), 0);
  expect(lasting.map((one) => one.acknowledged())).toEqual([60, 60, 60, 60]);
  expect(count).toBeGreaterThanOrEqual(acknowledged);
  expect(count).toBeLessThanOrEqual(acknowledged + doomed.length);
});
