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
/** Starting Node, and a machine that is busy. */
const slackMs = 10_000;

describe('a command ends when its time is over, whatever its peer left open', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'silent-peers-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function timeOf(command: string, act: (socket: Socket) => void, env: (port: number) => Record<string, string>) {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
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
    const start = performance.now();
    await using program = startProgram(process.execPath, commands[command] ?? [], { env: settings });
    const { code, stderr, stdout } = await program.exited;
    const ms = performance.now() - start;
    const left = sockets.size;
    for (const socket of sockets) socket.destroy();
    server.close();
    return { code, ms, left, text: stderr + stdout };
  }

  for (const command of Object.keys(commands)) {
    test.concurrent.each(Object.entries(stages))(`${command}: %s`, async (_, { proxied, act }) => {
      const { code, ms, left, text } = await timeOf(command, act, (port) =>
        proxied ? { HTTPS_PROXY: `127.0.0.1:${port}` } : { AUTHORITY: `https://127.0.0.1:${port}/` },
      );
      expect({ code, left }, `It said: ${text}`).toEqual({ code: 1, left: 0 });
      expect(ms, `It said: ${text}`).toBeLessThan((command === 'doctor' ? 2 : 1) * limitMs + slackMs);
    });
    test.concurrent.each(Object.entries(plainStages))(`${command}: %s`, async (_, act) => {
      const { code, ms, left, text } = await timeOf(command, act, (port) => ({
        AUTHORITY: `http://127.0.0.1:${port}/`,
      }));
      expect({ code, left }, `It said: ${text}`).toEqual({ code: 1, left: 0 });
      expect(ms, `It said: ${text}`).toBeLessThan(limitMs + slackMs);
    });
  }
});
