import { ConfigurationError } from 'ciam-config';
import { ListenError } from './listen.ts';
import { createLogger } from './logger.ts';
import { flushOutput, survive } from './standard-output.ts';

/**
 * Runs what starts a server. A wrong setting (exit code 2), a port that is taken or anything else that fails (1) is one message on
 * standard error: readable on a terminal, otherwise a line of JSON.
 */
export async function startServer(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    survive(process.stderr);
    const foreseen = error instanceof ConfigurationError || error instanceof ListenError;
    if (foreseen && process.stderr.isTTY) {
      process.stderr.write(`${error.message}\n`);
    } else {
      const log = createLogger({ name: 'start', destination: { write: (line) => void process.stderr.write(line) } });
      log.fatal(foreseen ? { code: error.code } : { err: error }, foreseen ? error.message : 'The start failed.');
    }
    await flushOutput();
    // What was opened before, such as a connection to Redis, would keep the process alive.
    process.exit(error instanceof ConfigurationError ? 2 : 1);
  }
}
