// Measures the second start of the device-code app, silent and without the network, as a whole process compared with
// `node -e 1`. They run in turn, so that a machine of varying speed treats both alike. Also measures how soon Ctrl-C
// ends a sign-in that waits for its user.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevEnv } from 'dev-env/dev-env';
import { deviceCodeSession } from 'dev-env/device-code-session';
import { launchBrowser, openTerminal } from 'test-support';
import { median, ratio, timed } from './processes.ts';

const rounds = 25;
const app = join(import.meta.dirname, '../../../../apps/device-code');

await using devEnv = await startDevEnv();
const folder = await mkdtemp(join(tmpdir(), 'device-code-bench-'));
const env = { ...devEnv.env, XDG_CACHE_HOME: folder };
const browser = await launchBrowser();
await deviceCodeSession(await browser.newPage(), devEnv, folder);
await browser.close();

/** Returns the time from Ctrl-C to the end of the process, in milliseconds. */
async function interrupted(): Promise<number> {
  using terminal = openTerminal([app, '--fresh'], { env });
  await terminal.shows(/Waiting for you/);
  const start = performance.now();
  terminal.type('\u0003');
  const exitCode = await terminal.exited;
  if (exitCode !== 130) throw new Error(`Ctrl-C ended it with ${exitCode}`);
  return performance.now() - start;
}

const bare: number[] = [];
const silent: number[] = [];
const interrupts: number[] = [];
await timed([app], env);
for (let round = 0; round < rounds; round += 1) {
  bare.push(await timed(['-e', '1'], env));
  silent.push(await timed([app], env));
}
for (let round = 0; round < 5; round += 1) interrupts.push(await interrupted());
await rm(folder, { recursive: true });

const row = (name: string, values: number[], note = ''): void =>
  console.log(`${name.padEnd(34)} ${median(values).toFixed(0).padStart(5)} ms  ${note}`);
console.log(`Node ${process.version}, medians of ${rounds} rounds`);
row('node -e 1', bare);
row('device-code, second start', silent, `${ratio(silent, bare).toFixed(2)} x  (wanted: 4.5 x at most)`);
row('device-code, Ctrl-C to the end', interrupts, '(wanted: 200 ms at most)');
