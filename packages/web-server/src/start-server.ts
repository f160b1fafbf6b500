import { ConfigurationError } from 'ciam-config';
import { ListenError } from './listen.ts';

/**
 * Runs what starts a server. A setting that is wrong or a port that is taken becomes a readable message on standard
 * error without a stack, and exit code 2 or 1.
 */
export async function startServer(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (!(error instanceof ConfigurationError || error instanceof ListenError)) throw error;
    const code = error instanceof ConfigurationError ? 2 : 1;
    // What was opened before, such as a connection to Redis, would keep the process alive.
    process.stderr.write(`${error.message}\n`, () => process.exit(code));
  }
}
