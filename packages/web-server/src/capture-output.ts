import { format } from 'node:util';
import type { Logger } from 'pino';
import { ignoreErrors } from './standard-output.ts';

const consoleMethods = {
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
  trace: 'warn',
} as const;

/** Sends Node's warnings and the console output of libraries to the log, so that a collector can parse every line. */
export function captureOutput(log: Logger): void {
  ignoreErrors(process.stderr);
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ err: warning }, 'Node.js warning.'));
  for (const [method, level] of Object.entries(consoleMethods)) {
    Object.assign(console, { [method]: (...values: unknown[]) => log[level](format(...values)) });
  }
}
