import { setTimeout as delay } from 'node:timers/promises';
import { exitCode, type ExitCode } from './exit-code.ts';
import { reportOutputErrors } from './output-errors.ts';
import { fit } from './wrap.ts';

/** The message of a failure and its exit code. */
export interface Failure {
  text: string;
  exitCode: ExitCode;
}

export interface Command {
  /** Does the work and returns the exit code. The first Ctrl-C or SIGTERM aborts the signal. */
  run: (stop: AbortSignal) => Promise<ExitCode>;
  /** Describes an error. May be asynchronous, so that it can import what only a failure needs. */
  report: (error: unknown) => Failure | Promise<Failure>;
  /** Returns the message after a signal, given the error that ended the work. Default: "Stopped." */
  reportStop?: (error: unknown) => string | Promise<string>;
  /** How long the work may continue after the first signal, in milliseconds. Default: 500. */
  graceMs?: number;
}

/**
 * Runs a command and exits once its output is written, even if sockets and timers are still open. The first Ctrl-C or
 * SIGTERM asks the work to stop; the second ends the process at once.
 */
export async function runCommand({ run, report, reportStop = () => 'Stopped.', graceMs }: Command): Promise<void> {
  reportOutputErrors(process);
  const stop = new AbortController();
  const onSignal = (signal: 'SIGINT' | 'SIGTERM'): void => {
    // Without a handler, the next signal ends the process even if it is too busy to run one.
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    stop.abort(signal);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  // Keeps Node from exiting with 0 while only a promise is pending.
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
 * Settles as the work does, or rejects `graceMs` milliseconds after the signal aborts, in case the work does not
 * notice, such as a connection without a response.
 */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal, graceMs = 500): Promise<T> {
  const leftBehind = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => void delay(graceMs).then(() => reject(new Error('left behind'))));
  });
  return Promise.race([work, leftBehind]);
}

function stopped({ reason }: AbortSignal, text: string): Failure {
  const signal = reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
  // A terminal shows ^C at the end of the line, so start a new one.
  return { text: process.stderr.isTTY ? `\n${text}` : text, exitCode: exitCode[signal] };
}

/** Resolves once the stream has written everything or failed. */
async function flushed(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve) => void stream.write('', () => resolve()));
  // A failed write emits its error after its callback.
  await delay(0);
}
