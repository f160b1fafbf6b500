import closeWithGrace from 'close-with-grace';
import type { Logger } from 'pino';
import { captureOutput } from './capture-output.ts';
import { flushOutput } from './standard-output.ts';

export interface Closeable {
  close(): Promise<void>;
}

/** Longer than a server's own drain, shorter than the 30 s after which Kubernetes and App Service kill. */
const giveUpMs = 10_000;

/**
 * On SIGTERM or SIGINT closes `resources` one after another, first to last, and exits with 0; a second signal, or ten
 * seconds, exits with 1. An error that nothing caught is logged and does the same with exit code 1. Warnings of Node and what
 * libraries print go through `log`. The exit waits one second at most for a reader of the log that is behind.
 */
export function closeOnSignal(resources: Closeable | readonly Closeable[], log: Logger): void {
  captureOutput(log);
  closeWithGrace(
    {
      delay: giveUpMs,
      // After these Node cannot safely run JavaScript. https://nodejs.org/api/process.html#signal-events
      skip: ['SIGILL', 'SIGBUS', 'SIGFPE', 'SIGSEGV', 'SIGTRAP', 'SIGUSR2', 'beforeExit'],
      logger: log,
      onSecondSignal: (signal) => log.warn(`A second ${signal}: stopping at once.`),
      onTimeout: (delay) => log.error(`Not closed within ${delay / 1000} seconds: stopping at once.`),
    },
    async ({ signal, err }) => {
      if (err) log.fatal({ err }, 'An error that nothing caught: closing.');
      else log.info(`${signal}: closing.`);
      for (const resource of [resources].flat()) await resource.close();
      log.info('Closed.');
      await flushOutput();
    },
  );
}
