import { format } from 'node:util';
import type { Logger } from 'pino';
import { survive } from './standard-output.ts';

const consoleMethods = {
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warn',
  error: 'error',
  trace: 'warn',
} as const;

/** From now on what Node warns of and libraries print are lines of the log as well, so that a collector can parse every line. */
export function captureOutput(log: Logger): void {
  survive(process.stderr);
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ err: warning }, 'Node.js warns.'));
  for (const [method, level] of Object.entries(consoleMethods)) {
    Object.assign(console, { [method]: (...values: unknown[]) => log[level](format(...values)) });
  }
}
