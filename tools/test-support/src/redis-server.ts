import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type Program, startProgram } from './program.ts';

/** A real Redis of the test's own, without any file that outlives it. */
export interface RedisServer extends AsyncDisposable {
  /** `redis://127.0.0.1:<port>` */
  url: string;
  port: number;
  process: Program['child'];
}

/** Starts a `redis-server` on a free port of this machine, with more of its options such as `--requirepass`. */
export async function startRedisServer(...options: string[]): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const own = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const program = startProgram('redis-server', [...own, ...options]);
  await program.printed(/Ready to accept connections/);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    process: program.child,
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
