import { setTimeout as delay } from 'node:timers/promises';
import { exitCode, type ExitCode } from './exit-code.ts';
import { reportOutputErrors } from './output-errors.ts';
import { fit } from './wrap.ts';

/** What to say about a failure, and how to exit. */
export interface Failure {
  text: string;
  exitCode: ExitCode;
}

export interface Command {
  /** Does the work and returns the exit code. The signal is aborted by the first Ctrl-C or SIGTERM. */
  run: (stop: AbortSignal) => Promise<ExitCode>;
  /** May load what it needs to say it: a command that works needs none of that. */
  report: (error: unknown) => Failure | Promise<Failure>;
  /** What to say after a signal, by the error with which the work ended. Default "Stopped." */
  reportStop?: (error: unknown) => string | Promise<string>;
  /** How long the work may go on after the first signal, in milliseconds. Default 500. */
  graceMs?: number;
}

/**
 * Runs a command to its end and exits: after the output is written, whatever sockets and timers the work left behind.
 * The first Ctrl-C or SIGTERM ends the work in order, the second one ends the process at once.
 */
export async function runCommand({ run, report, reportStop = () => 'Stopped.', graceMs }: Command): Promise<void> {
  reportOutputErrors(process);
  const stop = new AbortController();
  const onSignal = (signal: 'SIGINT' | 'SIGTERM'): void => {
    // Without a handler the next signal ends the process, even one that is too busy to run a handler.
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    stop.abort(signal);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  // Node exits with 0 when nothing but a promise is left.
  const alive = setInterval(() => undefined, 2 ** 30);

  try {
    process.exitCode = await untilAborted(run(stop.signal), stop.signal, graceMs);
  } catch (error) {
    const failure = stop.signal.aborted ? stopped(stop.signal, await reportStop(error)) : await report(error);
    process.exitCode = failure.exitCode;
    process.stderr.write(`${fit(failure.text, process.stderr)}\n`);
  }
  clearInterval(alive);
  await Promise.all([process.stdout, process.stderr].map(flushed));
  process.exit();
}

/**
 * Settles as the work does, or rejects a while after the signal was aborted: for work that does not notice, such as a
 * connection without a response.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal, graceMs = 500): Promise<T> {
  const leftBehind = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => void delay(graceMs).then(() => reject(new Error('left behind'))));
  });
  return Promise.race([work, leftBehind]);
}

function stopped({ reason }: AbortSignal, text: string): Failure {
  const signal = reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
  // A terminal shows ^C at the end of the line.
  return { text: process.stderr.isTTY ? `\n${text}` : text, exitCode: exitCode[signal] };
}

/** Resolves when all that was written is on its way, or cannot be written. */
async function flushed(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => void stream.write('', () => resolve()));
  // The error of a failed write is emitted after its callback.
  await delay(0);
}
