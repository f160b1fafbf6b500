import { setTimeout as sleep } from 'node:timers/promises';
import type { DestinationStream } from 'pino';
import { readableLine } from './readable-line.ts';

/** The maximum backlog for a slow reader. More is dropped. */
const maxBacklogBytes = 1_000_000;
const flushMs = 1_000;

/**
 * Writes log lines to standard output: as JSON, or readable on a terminal outside production. Logging never blocks or
 * ends the server: lines that a slow reader does not take are dropped and counted, and errors of a closed pipe or a full
 * disk are ignored.
 */
export function standardOutput(name: string, production: boolean): DestinationStream {
  const output = process.stdout;
  ignoreErrors(output);
  neverBlock(output);
  const format = output.isTTY && !production ? readableLine : (line: string): string => line;
  let dropped = 0;
  return {
    write: (line) => {
      if (output.writableLength > (dropped > 0 ? maxBacklogBytes / 2 : maxBacklogBytes)) {
        dropped += 1;
        return;
      }
      if (dropped > 0) {
        const msg = `${dropped} log lines were dropped because nothing read them in time.`;
        output.write(format(`${JSON.stringify({ level: 40, time: Date.now(), name, dropped, msg })}\n`));
        dropped = 0;
      }
      output.write(format(line));
    },
  };
}

/** Waits for standard output and standard error to be read, for one second at most. */
export async function flushOutput(): Promise<void> {
  const flushed = [process.stdout, process.stderr].map(async (stream) => {
    ignoreErrors(stream);
    await new Promise<void>((resolve) => void stream.write('', () => resolve()));
  });
  await Promise.race([Promise.all(flushed), sleep(flushMs)]);
}

/** Ignores write errors on the stream, which would otherwise end the process. */
export function ignoreErrors(stream: NodeJS.WriteStream): void {
  if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
}

function ignore(): void {}

/**
 * Makes writes to a terminal asynchronous. Otherwise a terminal that was stopped with Ctrl-S, or that nobody reads, would
 * stop the whole server.
 */
function neverBlock(stream: NodeJS.WriteStream): void {
  const { _handle: handle }: { _handle?: { setBlocking?: (blocking: boolean) => void } } = Object(stream);
  if (stream.isTTY) handle?.setBlocking?.(false);
}
