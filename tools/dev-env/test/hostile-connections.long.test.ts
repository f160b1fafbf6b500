import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultTenant, type Emulator, startEmulator } from 'ciam-emulator';
import { freePort } from 'test-support';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { programEnvironment } from '../src/program-environment.ts';

const root = join(import.meta.dirname, '../../..');
const requestsInAll = 1_000_000;
const heapMegabytes = 256;

/** How one client misuses its connection, and how many requests it sends. */
const habits: { requests: number; leave: (socket: Socket) => void }[] = [
  { requests: 100, leave: (socket) => socket.destroy() },
  { requests: 100, leave: (socket) => socket.resetAndDestroy() },
  { requests: 100, leave: (socket) => void socket.end() },
  { requests: 20, leave: (socket) => void socket.resume().end() },
  { requests: 2_000, leave: (socket) => socket.pause() },
];

const programs = [
  { name: 'web app', folder: 'apps/web-app', portName: 'WEB_APP_PORT', healthPath: '/healthz' },
  { name: 'API', folder: 'packages/todolist-api', portName: 'API_PORT', healthPath: '/healthz' },
  {
    name: 'emulator',
    folder: 'packages/ciam-emulator',
    portName: 'EMULATOR_PORT',
    healthPath: '/contoso.onmicrosoft.com/v2.0/.well-known/openid-configuration',
  },
];

let tenant: Emulator;
let data: string;
beforeAll(async () => {
  tenant = await startEmulator();
  data = await mkdtemp(join(tmpdir(), 'hostile-'));
});
afterAll(async () => {
  await tenant.close();
  await rm(data, { recursive: true });
});

interface Running extends AsyncDisposable {
  child: ChildProcess;
  port: number;
  healthUrl: string;
}

/** With `stalled`, nobody reads its standard output, as when the terminal is stopped or a log collector hangs. */
const start = async (
  { folder, portName, healthPath }: (typeof programs)[number],
  stalled: boolean,
): Promise<Running> => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const addresses = { authority: tenant.authority, api: 'http://127.0.0.1:44351', web: url };
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMegabytes}`, join(root, folder)], {
    env: {
      PATH: process.env['PATH'],
      ...programEnvironment(defaultTenant, addresses),
      EXPRESS_SESSION_SECRET: randomBytes(32).toString('hex'),
      DATABASE_URL: `file:${data}/todolist.db`,
      [portName]: String(port),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!stalled) child.stdout?.resume();
  const healthUrl = url + healthPath;
  await expect.poll(() => isHealthy(healthUrl), { timeout: 20_000 }).toBe(true);
  return {
    child,
    port,
    healthUrl,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
};

/** It answers a bystander, whatever the answer is. */
const isHealthy = async (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(10_000), headers: { Connection: 'close' } }).then(
    async (response) => (await response.text()).length > 0,
    () => false,
  );

const attack = async (port: number, { requests, leave }: (typeof habits)[number], round: number): Promise<void> => {
  const socket = connect(port, '127.0.0.1').on('error', () => {});
  await once(socket, 'connect').catch(() => {});
  socket.write(`GET /?round=${round} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n`.repeat(requests));
  await new Promise((resolve) => setImmediate(resolve));
  leave(socket);
  await Promise.race([once(socket, 'close').catch(() => {}), sleep(100)]);
  socket.destroy();
};

const residentMegabytes = ({ pid }: ChildProcess): number => {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return Math.round((pages * 4) / 1_024);
};

test.skipIf(process.platform !== 'linux').each(
  programs.flatMap((program) => [
    { ...program, stalled: false },
    { ...program, stalled: true },
  ]),
)('$name, standard output stopped: $stalled: a million requests end nothing and leave nothing', async (program) => {
  await using running = await start(program, program.stalled);
  const memory: number[] = [];
  let unanswered = 0;
  for (let sent = 0, round = 0; sent < requestsInAll; round++) {
    const habit = habits[round % habits.length];
    if (!habit) throw new Error('There is no such habit.');
    const clients = habit.requests > 1_000 ? 5 : 20;
    await Promise.all(Array.from({ length: clients }, () => attack(running.port, habit, round)));
    sent += clients * habit.requests;
    if (round % 10 === 0 && !(await isHealthy(running.healthUrl))) unanswered += 1;
    if (round % 10 === 0) memory.push(residentMegabytes(running.child));
    expect({ exit: running.child.exitCode, sent }).toEqual({ exit: null, sent });
  }
  const quarter = Math.floor(memory.length / 4);
  const [early, late] = [Math.max(...memory.slice(quarter, 2 * quarter)), Math.max(...memory.slice(-quarter))];
  console.log(
    `${program.name}, stopped ${program.stalled}: ${early} MB early, ${late} MB late; ${unanswered} unanswered`,
  );
  expect(unanswered).toBe(0);
  expect(late).toBeLessThan(early * 1.25);
  running.child.kill('SIGTERM');
  const [code] = await once(running.child, 'exit');
  expect(code).toBe(0);
});
