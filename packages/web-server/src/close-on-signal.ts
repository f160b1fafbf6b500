import closeWithGrace from 'close-with-grace';
import type { Logger } from 'pino';
import { captureOutput } from './capture-output.ts';
import { flushOutput } from './standard-output.ts';

export interface Closeable {
  close(): Promise<void>;
}

/** Longer than a server's drain, and shorter than the 30 s after which Kubernetes and App Service kill the process. */
const giveUpMs = 10_000;

/**
 * On SIGTERM or SIGINT, closes `resources` in order and exits with 0. A second signal, or ten seconds, exits with 1. An
 * uncaught error is logged, closes the resources and exits with 1. Warnings of Node and console output of libraries go
 * to `log`. Before it exits, the process waits up to one second for a slow reader of the log.
 */
export function closeOnSignal(resources: Closeable | readonly Closeable[], log: Logger): void {
  captureOutput(log);
  closeWithGrace(
    {
      delay: giveUpMs,
      // After these Node cannot safely run JavaScript. https://nodejs.org/api/process.html#signal-events
      skip: ['SIGILL', 'SIGBUS', 'SIGFPE', 'SIGSEGV', 'SIGTRAP', 'SIGUSR2', 'beforeExit'],
      logger: log,
      onSecondSignal: (signal) => log.warn(`Received a second ${signal}. Stopping at once.`),
      onTimeout: (delay) => log.error(`Could not close within ${delay / 1000} seconds. Stopping at once.`),
    },
    async ({ signal, err }) => {
      if (err) log.fatal({ err }, 'Uncaught error. Closing.');
      else log.info(`Received ${signal}. Closing.`);
      for (const resource of [resources].flat()) await resource.close();
      log.info('Closed.');
      await flushOutput();
    },
  );
}
