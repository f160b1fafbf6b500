// `node daemon --op getToDos` as a whole process against the local tenant and API, beside `node -e 1`: in turn, so that a
// machine whose speed drifts treats all alike. Cold: nothing kept, three requests. Warm: a kept token, one request.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevEnv } from 'dev-env/dev-env';

const rounds = 25;
const apps = join(import.meta.dirname, '../../../../apps');

await using devEnv = await startDevEnv();
const folder = await mkdtemp(join(tmpdir(), 'daemon-bench-'));

/** Milliseconds from start to end of a Node process. */
async function timed(args: readonly string[], cacheFolder = folder): Promise<number> {
  const start = performance.now();
  const env = { ...process.env, ...devEnv.env, XDG_CACHE_HOME: cacheFolder };
  const child = spawn(process.execPath, args, { cwd: apps, env, stdio: ['ignore', 'ignore', 'inherit'] });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`node ${args.join(' ')} ended with ${child.exitCode}`);
  return performance.now() - start;
}

const daemon = ['daemon', '--op', 'getToDos'];
const times = { bare: [] as number[], cold: [] as number[], warm: [] as number[] };
await timed(daemon);
for (let round = 0; round < rounds; round += 1) {
  times.bare.push(await timed(['-e', '1']));
  times.cold.push(await timed(daemon, join(folder, String(round))));
  times.warm.push(await timed(daemon));
}
await rm(folder, { recursive: true });

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const row = (name: string, values: number[], bound: string): string =>
  `${name.padEnd(34)} ${median(values).toFixed(0).padStart(5)} ms  ${(median(values) / median(times.bare)).toFixed(2)} x${bound}`;
console.log(`Node ${process.version}, medians of ${rounds} rounds`);
console.log(row('node -e 1', times.bare, ''));
console.log(row('node daemon --op getToDos, cold', times.cold, '  (wanted: 4.4 x at most)'));
console.log(row('node daemon --op getToDos, warm', times.warm, '  (wanted: 3.5 x at most)'));
