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

/** Turns an error into a message, free of tokens and secrets, and an exit code. Never throws. */
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

/** The message after Ctrl-C or SIGTERM. It warns if the API may already have carried out the request. */
export function reportStop(error: unknown): string {
  return `Stopped. ${error instanceof ApiError ? (error.fix ?? '') : ''}`.trim();
}
