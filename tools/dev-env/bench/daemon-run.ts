// Measures `node daemon --op getToDos` as a whole process against the local tenant (TLS) and API, compared with the
// original sample's code and with `node -e 1`. They run in turn, so that a machine of varying speed treats all alike.
// Cold: no cache, three requests. Warm: a cached token, one request. As in the original's .env, no program checks the
// certificate.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localTls } from 'ciam-emulator';
import { startDevEnv } from 'dev-env/dev-env';
import { median, ratio, timed } from './processes.ts';

const rounds = 25;
const apps = join(import.meta.dirname, '../../../../apps');
const original = join(import.meta.dirname, '../baseline/daemon.cjs');

process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
process.removeAllListeners('warning');
const folder = await mkdtemp(join(tmpdir(), 'daemon-bench-'));
await using devEnv = await startDevEnv({ tls: await localTls(join(folder, 'tls')) });
const env = (cache: string) => ({
  ...devEnv.env,
  TENANT_ID: devEnv.emulator.tenantId,
  NODE_TLS_REJECT_UNAUTHORIZED: '0',
  XDG_CACHE_HOME: join(folder, cache),
});

const daemon = ['daemon', '--op', 'getToDos'];
const times = {
  bare: [] as number[],
  help: [] as number[],
  original: [] as number[],
  cold: [] as number[],
  warm: [] as number[],
};
await timed(daemon, env('warm'), apps);
for (let round = -2; round < rounds; round += 1) {
  const measured = {
    bare: await timed(['-e', '1'], env('warm')),
    help: await timed(['daemon', '--help'], env('warm'), apps),
    original: await timed([original, '--op', 'getToDos'], env('warm')),
    cold: await timed(daemon, env(String(round)), apps),
    warm: await timed(daemon, env('warm'), apps),
  };
  // The first rounds fill the caches of the system and the compiler.
  if (round >= 0)
    for (const name of ['bare', 'help', 'original', 'cold', 'warm'] as const) times[name].push(measured[name]);
}
await rm(folder, { recursive: true });

const row = (name: string, values: number[], wanted = ''): void => {
  const [ms, ofBare, ofOriginal] = [median(values), ratio(values, times.bare), ratio(values, times.original)];
  console.log(
    `${name.padEnd(34)} ${ms.toFixed(0).padStart(5)} ms ${ofBare.toFixed(2).padStart(8)} ${ofOriginal.toFixed(2).padStart(12)}  ${wanted}`,
  );
};
console.log(`Node ${process.version}, medians of ${rounds} rounds     of node -e 1  of original`);
row('node -e 1', times.bare);
row('the original, as a whole', times.original);
row('node daemon --help', times.help, '(wanted: 3 x node -e 1 at most)');
row('node daemon --op getToDos, cold', times.cold, '(wanted: 1.0 x the original at most)');
row('node daemon --op getToDos, warm', times.warm, '(wanted: 0.8 x the original at most)');
