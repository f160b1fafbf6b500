import { type ChildProcess, spawn } from 'node:child_process';

export interface ProgramResult {
  /** The exit code; null when a signal ended the program. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A program that runs; disposing of it kills it. */
export interface Program extends AsyncDisposable {
  child: ChildProcess;
  /** What it has printed so far. */
  output: { stdout: string; stderr: string };
  /** The first match in what it prints, on either stream; rejects when it exits without one. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  exited: Promise<ProgramResult>;
}

export interface ProgramOptions {
  cwd?: string;
  /** The whole environment of the program but PATH; nothing of the test's own environment reaches it. */
  env?: Record<string, string>;
}

/** Starts a program as a child process, its standard input empty. */
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

/** Runs a program to its end. */
export function runProgram(command: string, args: readonly string[], options?: ProgramOptions): Promise<ProgramResult> {
  return startProgram(command, args, options).exited;
}
