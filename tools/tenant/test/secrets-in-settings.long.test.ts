import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProgram } from 'test-support';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningSet, startSet } from './doctor-setting.ts';
import { leakIn, secretShapes } from './secret-shapes.ts';
import { namesReadBy, readers } from './setting-readers.ts';

const root = resolve(import.meta.dirname, '../../..');
const programs: readonly [name: string, reader: string, args: string[]][] = [
  ['web-app', 'web-app', [join(root, 'apps/web-app')]],
  ['daemon', 'daemon', [join(root, 'apps/daemon'), '--op', 'getToDos', '--verbose']],
  ['device-code', 'device-code', [join(root, 'apps/device-code'), '--verbose', '--timeout', '2']],
  ['todolist-api', 'todolist-api', [join(root, 'packages/todolist-api')]],
  ['doctor', 'web-app', [join(root, 'tools/tenant'), 'doctor']],
  [
    'register',
    'tenant',
    [join(root, 'tools/tenant'), 'register', '--tenant', 'contoso', '--dry-run', '--graph', 'http://127.0.0.1:9'],
  ],
  ['ciam-emulator', 'emulator', [join(root, 'packages/ciam-emulator')]],
];
/** How long a server may run after its first word before it is stopped; commands end by themselves, or are stopped as well. */
const patienceMs = 1_500;

let set: RunningSet;
let folder: string;
beforeAll(async () => {
  set = await startSet();
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
});
afterAll(async () => {
  await set[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function filesBelow(path: string): Promise<string> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const texts = entries
    .filter((entry) => entry.isFile())
    .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1'));
  return [...entries.map(({ name }) => name), ...(await Promise.all(texts))].join('\n');
}

test.concurrent.each(programs)(
  '%s, as a process, prints and writes no secret that a setting holds',
  async (program, reader, args) => {
    const read = readers[reader];
    const names = [...(read ? namesReadBy(read) : ['EMULATOR_PORT']), 'HTTPS_PROXY', 'NO_PROXY'];
    const shapes = Object.entries(secretShapes);
    for (const [index, name] of names.entries()) {
      const [shape, make] = shapes[(index * 7 + program.length) % shapes.length] ?? [
        '',
        () => ({ value: '', random: '' }),
      ];
      const secret = make();
      const home = await mkdtemp(join(folder, 'home-'));
      const env = {
        ...set.env,
        DATABASE_URL: `file:${join(home, 'todos.db')}`,
        XDG_CACHE_HOME: home,
        HOME: home,
        [name]: secret.value,
      };
      await using running = startProgram(process.execPath, args, { cwd: home, env });
      await Promise.race([running.printed(/./), running.exited]);
      const timer = setTimeout(() => running.child.kill('SIGTERM'), patienceMs);
      await Promise.race([running.exited, sleep(patienceMs + 12_000)]);
      clearTimeout(timer);
      const { stdout, stderr } = running.output;
      expect(stdout + stderr).not.toBe('');
      expect(leakIn(`${stdout}${stderr}${await filesBelow(home)}`, secret), `${shape} in ${name}`).toBeUndefined();
    }
  },
);
