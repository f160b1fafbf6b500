import { type ChildProcess, spawn } from 'node:child_process';

export interface ProgramResult {
  /** The exit code; null when a signal ended the program. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A running program. Disposing kills it. */
export interface Program extends AsyncDisposable {
  child: ChildProcess;
  /** Its output so far. */
  output: { stdout: string; stderr: string };
  /** Waits for a match in its output, on either stream. Rejects if the program exits without one. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  exited: Promise<ProgramResult>;
}

export interface ProgramOptions {
  cwd?: string;
  /** The complete environment of the program except PATH. It inherits nothing from the test. */
  env?: Record<string, string>;
}

/** Starts a program as a child process with empty standard input. */
export function startProgram(command: string, args: readonly string[], options: ProgramOptions = {}): Program {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const exited = new Promise<ProgramResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  return {
    child,
    output,
    exited,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(output.stdout) ?? pattern.exec(output.stderr);
          if (match) resolve(match);
        };
        child.stdout.on('data', look);
        child.stderr.on('data', look);
        look();
        exited.then(
          ({ stdout, stderr }) => reject(new Error(`ended without printing ${pattern}:\n${stdout}\n${stderr}`)),
          reject,
        );
      }),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Runs a program until it ends. */
export function runProgram(command: string, args: readonly string[], options?: ProgramOptions): Promise<ProgramResult> {
  return startProgram(command, args, options).exited;
}
