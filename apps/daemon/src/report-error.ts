import { ConfigurationError, redact } from 'ciam-config';
import { type ErrorKind, fixFor, fixText } from 'ciam-msal/fix';
import { exitCode, type ExitCode, type Failure, printable, UsageError } from 'cli';
import { ApiError } from './api-error.ts';

const exitCodes: Record<ErrorKind, ExitCode> = {
  configuration: exitCode.usage,
  credential: exitCode.refused,
  refused: exitCode.refused,
  failed: exitCode.failed,
};

/** Turns an error into a message without any token or secret in it, and the exit code that goes with it. Never throws. */
export function reportError(error: unknown): Failure {
  if (error instanceof UsageError)
    return { text: printable(`${error.message}\nSee --help.`), exitCode: exitCode.usage };
  if (error instanceof ConfigurationError) return { text: printable(error.message), exitCode: exitCode.usage };
  if (error instanceof ApiError) {
    const refused = error.code === 'unauthorized' || error.code === 'forbidden';
    const text = [error.message, error.fix].filter(Boolean).join('\n');
    return { text: printable(redact(text)), exitCode: refused ? exitCode.refused : exitCode.failed };
  }
  return { text: printable(fixText(error)), exitCode: exitCodes[fixFor(error).kind] };
}

/** What to say after Ctrl-C or SIGTERM: also when the API may have done what it was asked. */
export function reportStop(error: unknown): string {
  return `Stopped. ${error instanceof ApiError ? (error.fix ?? '') : ''}`.trim();
}
