import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { freePort } from './free-port.ts';
import { type Program, startProgram } from './program.ts';

/** A real Redis for a test, which leaves no files behind. */
export interface RedisServer extends AsyncDisposable {
  /** `redis://127.0.0.1:<port>` */
  url: string;
  port: number;
  /** The current process. */
  readonly process: Program['child'];
  /** Runs a command and returns Redis's reply as text. */
  command(...words: string[]): Promise<string>;
  kill(): Promise<void>;
  /** Restarts it at the same address with its saved data, optionally with additional options. */
  restart(...options: string[]): Promise<void>;
}

/** How to start a `redis-server`. */
export interface RedisServerOptions {
  options?: (port: number) => string[];
  /** Lines of the Sentinel's configuration file. Without them, it is a data server. */
  sentinel?: string[];
  /** Only accepts TLS, with this key and certificate in PEM. */
  tls?: RedisTls | undefined;
}

export interface RedisTls {
  key: string;
  cert: string;
}

/** Starts a `redis-server` on a free port of this machine, with options such as `--requirepass`. */
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
    // The last line before it accepts connections.
    await program.printed(/Ready to accept connections|Sentinel ID is|Loading RDB/);
    return program;
  };
  const [port, started] = await atFreePort((free) => start(free));
  let program = started;
  const url = `${tls ? 'rediss' : 'redis'}://127.0.0.1:${port}`;
  const client = createClient({ url, ...(tls ? { socket: { tls: true, rejectUnauthorized: false } } : {}) });
  // The client reconnects when the server does.
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

/** Written only once, because a Sentinel adds its state to the file. */
function sentinelFile(folder: string, lines: string[]): string {
  const file = join(folder, 'sentinel.conf');
  if (!existsSync(file)) writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

/** Starts a program on a free port. If another program takes the port first, it ends and another port is tried. */
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
