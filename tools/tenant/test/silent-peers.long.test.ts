import { createServer, type Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startProgram } from 'test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ids } from './doctor-setting.ts';

const root = resolve(import.meta.dirname, '../../..');
const commands: Readonly<Record<string, string[]>> = {
  daemon: [join(root, 'apps/daemon'), '--op', 'getToDos', '--no-cache'],
  'device-code': [join(root, 'apps/device-code')],
  doctor: [join(root, 'tools/tenant'), 'doctor'],
  compare: [join(root, 'tools/tenant'), 'compare', '--settings', 'none'],
};

/** What a peer does with those who connect; none of them says all that it should. */
const stages: Readonly<Record<string, { proxied: boolean; act: (socket: Socket) => void }>> = {
  'a proxy is silent after CONNECT': { proxied: true, act: () => undefined },
  'a proxy breaks off within its headers': { proxied: true, act: (socket) => void socket.write('HTTP/1.1 200 Con') },
  'the tenant is silent at TLS, behind a proxy': {
    proxied: true,
    act: (socket) => void socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\n')),
  },
  'the tenant is silent at TLS': { proxied: false, act: () => undefined },
};
const plainStages: Readonly<Record<string, (socket: Socket) => void>> = {
  'the tenant sends no headers': () => undefined,
  'the tenant sends half of its headers': (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-'),
  'the tenant sends half of its body': (socket) =>
    void socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{'),
};

/** One attempt of ten seconds, its own limit, and the second in which a command must end. */
const limitMs = 11_000;
/** A machine that is busy. The time counts from the first connection on, so that starting Node is none of it. */
const slackMs = 10_000;
/** A command that does not end by itself is ended then. */
const patienceMs = 120_000;

describe('a command ends when its time is over, whatever its peer left open', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'silent-peers-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function timeOf(
    args: (port: number) => string[],
    act: (socket: Socket) => void,
    env: (port: number) => Record<string, string>,
  ) {
    const sockets = new Set<Socket>();
    let firstAt: number | undefined;
    const server = createServer((socket) => {
      sockets.add(socket);
      firstAt ??= performance.now();
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
      // Unread, the end of the connection would go unnoticed here.
      socket.resume();
      act(socket);
    });
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const settings = {
      TENANT_SUBDOMAIN: 'contoso',
      DEVICE_CODE_CLIENT_ID: ids.device,
      WEB_APP_CLIENT_ID: ids.web,
      WEB_APP_CLIENT_SECRET: 'one-of-its-own',
      DAEMON_CLIENT_ID: ids.daemon,
      DAEMON_CLIENT_SECRET: 'one-of-its-own',
      API_CLIENT_ID: ids.api,
      WEB_APP_PORT: '0',
      API_PORT: '0',
      API_ENDPOINT: 'http://127.0.0.1:9/api/todolist',
      HTTP_TOTAL_SECONDS: '10',
      XDG_CACHE_HOME: folder,
      ...env(port),
    };
    await using program = startProgram(process.execPath, args(port), { env: settings, cwd: folder });
    const late = setTimeout(() => void program.child.kill('SIGKILL'), patienceMs);
    const { code, stderr, stdout } = await program.exited;
    clearTimeout(late);
    const ms = performance.now() - (firstAt ?? 0);
    const left = sockets.size;
    for (const socket of sockets) socket.destroy();
    server.close();
    return { code, ms, left, text: stderr + stdout };
  }

  // Microsoft Graph may say nothing for a minute; then the command ends.
  const withGraph = [
    'register --tenant contoso --dry-run',
    'export --tenant contoso --out exported',
    'doctor --tenant contoso',
  ];
  test.concurrent.each(
    withGraph.flatMap((line) =>
      ['the tenant sends no headers', 'the tenant sends half of its body'].map((stage) => [line, stage] as const),
    ),
  )('%s: Microsoft Graph, as %s', async (line, stage) => {
    const [name = ''] = line.split(' ');
    const { code, ms, left, text } = await timeOf(
      (port) => [join(root, 'tools/tenant'), ...line.split(' '), '--graph', `http://127.0.0.1:${port}`],
      plainStages[stage] ?? (() => undefined),
      () => ({ GRAPH_ACCESS_TOKEN: 'x', AUTHORITY: 'http://127.0.0.1:9/' }),
    );
    expect({ name, code, left }, `It said: ${text}`).toEqual({ name, code: 1, left: 0 });
    expect(ms, `It said: ${text}`).toBeLessThan(62_000 + slackMs);
  });

  for (const command of Object.keys(commands)) {
    test.concurrent.each(Object.entries(stages))(`${command}: %s`, async (_, { proxied, act }) => {
      const { code, ms, left, text } = await timeOf(
        () => commands[command] ?? [],
        act,
        (port) => (proxied ? { HTTPS_PROXY: `127.0.0.1:${port}` } : { AUTHORITY: `https://127.0.0.1:${port}/` }),
      );
      expect({ code, left }, `It said: ${text}`).toEqual({ code: 1, left: 0 });
      expect(ms, `It said: ${text}`).toBeLessThan((command === 'doctor' ? 2 : 1) * limitMs + slackMs);
    });
    test.concurrent.each(Object.entries(plainStages))(`${command}: %s`, async (_, act) => {
      const { code, ms, left, text } = await timeOf(
        () => commands[command] ?? [],
        act,
        (port) => ({
          AUTHORITY: `http://127.0.0.1:${port}/`,
        }),
      );
      expect({ code, left }, `It said: ${text}`).toEqual({ code: 1, left: 0 });
      expect(ms, `It said: ${text}`).toBeLessThan(limitMs + slackMs);
    });
  }
});
