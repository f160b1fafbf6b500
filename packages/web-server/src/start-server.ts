import { ConfigurationError } from 'ciam-config';
import { ListenError } from './listen.ts';
import { createLogger } from './logger.ts';
import { flushOutput, ignoreErrors } from './standard-output.ts';

/**
 * Runs `start`, and reports a failure as one message on standard error: readable on a terminal, otherwise as a JSON
 * line. Exits with 2 for a wrong setting, and with 1 for a port that is taken or any other failure.
 */
export async function startServer(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    ignoreErrors(process.stderr);
    const foreseen = error instanceof ConfigurationError || error instanceof ListenError;
    if (foreseen && process.stderr.isTTY) {
      process.stderr.write(`${error.message}\n`);
    } else {
      const log = createLogger({ name: 'start', destination: { write: (line) => void process.stderr.write(line) } });
      log.fatal(
        foreseen ? { code: error.code } : { err: error },
        foreseen ? error.message : 'The server did not start.',
      );
    }
    await flushOutput();
    // Connections that are already open, such as to Redis, would keep the process alive.
    process.exit(error instanceof ConfigurationError ? 2 : 1);
  }
}
