import { ConfigurationError } from 'ciam-config';
import { ListenError } from './listen.ts';

/**
 * Runs what starts a server. A setting that is wrong or a port that is taken becomes a readable message on standard
 * error and exit code 1, without a stack.
 */
export async function startServer(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (!(error instanceof ConfigurationError || error instanceof ListenError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
