import { join } from 'node:path';
import { type Program, startProgram } from 'test-support';
import { startFront } from './front.ts';
import { environment } from './test-bed.ts';

/** One of several processes that run the app. */
interface Instance {
  program: Program;
  port: number;
}

/** Several processes of the built app at one address, each request to the next one that runs. */
export interface BalancedApp extends AsyncDisposable {
  origin: string;
  instances: Instance[];
  /** Ends a process without any warning. */
  kill(index: number): Promise<void>;
  /** Starts a process in the place of one that was killed. */
  revive(index: number): Promise<void>;
  logged(): string;
}

export async function startBalancedApp(
  authority: string,
  count: number,
  env: Record<string, string>,
  folder: string = join(import.meta.dirname, '..'),
): Promise<BalancedApp> {
  const instances: Instance[] = [];
  const programs: Program[] = [];
  let turn = 0;
  const balancer = await startFront({
    next: () => {
      const alive = instances.filter(
        ({ program }) => program.child.exitCode === null && program.child.signalCode === null,
      );
      return alive[(turn += 1) % alive.length]?.port ?? 0;
    },
  });
  const { origin } = balancer;

  const start = async (): Promise<Instance> => {
    const program = startProgram('node', [folder], {
      env: { ...environment(authority, 0), REDIRECT_URI: `${origin}/auth/redirect`, HOST: '127.0.0.1', ...env },
    });
    programs.push(program);
    const [, port] = await program.printed(/Listening on http:\/\/localhost:(\d+)/);
    return { program, port: Number(port) };
  };
  for (let index = 0; index < count; index += 1) instances.push(await start());

  return {
    origin,
    instances,
    async kill(index) {
      instances[index]?.program.child.kill('SIGKILL');
      await instances[index]?.program.exited;
    },
    async revive(index) {
      instances[index] = await start();
    },
    logged: () => programs.map(({ output }) => output.stdout + output.stderr).join(''),
    async [Symbol.asyncDispose]() {
      await balancer[Symbol.asyncDispose]();
      await Promise.all(programs.map((program) => program[Symbol.asyncDispose]()));
    },
  };
}
