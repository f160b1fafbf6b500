import { mkdtempSync, rmSync } from 'node:fs';
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
  /** With what `command` connects, in place of the server's `url`. */
  administrator?: (port: number) => Parameters<typeof createClient>[0];
}

/** Starts a `redis-server` on a free port of this machine, with more of its options such as `--requirepass`. */
export async function startRedisServer(...options: string[]): Promise<RedisServer> {
  return startRedis({ options: () => options });
}

export async function startRedis({ options = () => [], administrator }: RedisServerOptions): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const start = async (port: number, more: string[] = []): Promise<Program> => {
    const own = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
    const program = startProgram('redis-server', [...own, ...options(port), ...more]);
    // What it says last before it takes connections.
    await program.printed(/Ready to accept connections|Sentinel ID is|Loading RDB/);
    return program;
  };
  const [port, started] = await atFreePort((free) => start(free));
  let program = started;
  const url = `redis://127.0.0.1:${port}`;
  return {
    url,
    port,
    get process() {
      return program.child;
    },
    async command(...words) {
      const client = createClient(administrator?.(port) ?? { url });
      // On a busy machine the first attempt may take too long.
      client.on('error', () => undefined);
      await client.connect();
      try {
        const reply: unknown = await client.sendCommand(words);
        return typeof reply === 'string' ? reply : JSON.stringify(reply);
      } finally {
        client.destroy();
      }
    },
    async kill() {
      program.child.kill('SIGKILL');
      await program.exited;
    },
    async restart(...more) {
      program = await start(port, more);
    },
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
