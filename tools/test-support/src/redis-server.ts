import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { freePort } from './free-port.ts';
import { type Program, startProgram } from './program.ts';

/** A real Redis of the test's own, without any file that outlives it. */
export interface RedisServer extends AsyncDisposable {
  /** `redis://127.0.0.1:<port>` */
  url: string;
  port: number;
  /** The process that runs now. */
  readonly process: Program['child'];
  /** Redis's reply to a command, as text. */
  command(...words: string[]): Promise<string>;
  kill(): Promise<void>;
  /** Starts it again at the same address, with what it has saved, and perhaps with more options. */
  restart(...options: string[]): Promise<void>;
}

/** How a `redis-server` is started, by its port. */
export interface RedisServerOptions {
  options?: (port: number) => string[];
  /** Lines of the file that a Sentinel reads and writes; without them it is an ordinary server. */
  sentinel?: string[];
  /** Speaks TLS and nothing else, with this key and certificate, both PEM. */
  tls?: RedisTls | undefined;
}

export interface RedisTls {
  key: string;
  cert: string;
}

/** Starts a `redis-server` on a free port of this machine, with more of its options such as `--requirepass`. */
export async function startRedisServer(...options: string[]): Promise<RedisServer> {
  return startRedis({ options: () => options });
}

export async function startRedis({ options = () => [], sentinel, tls }: RedisServerOptions): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const start = async (port: number, more: string[] = []): Promise<Program> => {
    const own = [
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      ...(tls ? tlsOptions(port, folder, tls) : ['--port', `${port}`]),
    ];
    const args = sentinel ? [sentinelFile(folder, sentinel), '--sentinel', ...own] : [...own, '--save', ''];
    const program = startProgram('redis-server', [...args, ...options(port), ...more]);
    // What it says last before it takes connections.
    await program.printed(/Ready to accept connections|Sentinel ID is|Loading RDB/);
    return program;
  };
  const [port, started] = await atFreePort((free) => start(free));
  let program = started;
  const url = `${tls ? 'rediss' : 'redis'}://127.0.0.1:${port}`;
  const client = createClient({ url, ...(tls ? { socket: { tls: true, rejectUnauthorized: false } } : {}) });
  // It connects again when the server does.
  client.on('error', () => undefined);
  return {
    url,
    port,
    get process() {
      return program.child;
    },
    async command(...words) {
      if (!client.isOpen) await client.connect();
      const reply: unknown = await client.sendCommand(words);
      return typeof reply === 'string' ? reply : JSON.stringify(reply);
    },
    async kill() {
      program.child.kill('SIGKILL');
      await program.exited;
    },
    async restart(...more) {
      program = await start(port, more);
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await program[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function tlsOptions(port: number, folder: string, { key, cert }: RedisTls): string[] {
  const files = { key: join(folder, 'key.pem'), cert: join(folder, 'cert.pem') };
  writeFileSync(files.key, key);
  writeFileSync(files.cert, cert);
  const ways = `--port 0 --tls-port ${port} --tls-cluster yes --tls-replication yes --tls-auth-clients no`.split(' ');
  return [...ways, '--tls-key-file', files.key, '--tls-cert-file', files.cert, '--tls-ca-cert-file', files.cert];
}

/** Written once: a Sentinel adds to it what it learns. */
function sentinelFile(folder: string, lines: string[]): string {
  const file = join(folder, 'sentinel.conf');
  if (!existsSync(file)) writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** A port that is free may be taken before the program has it: then it ends, and another one is tried. */
async function atFreePort<T>(start: (port: number) => Promise<T>): Promise<[port: number, started: T]> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return [port, await start(port)];
    } catch (error) {
      if (attempt === 10 || !(error instanceof Error && error.message.includes('in use'))) throw error;
    }
  }
}
