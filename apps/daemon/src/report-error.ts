import { ConfigurationError, redact } from 'ciam-config';
import { type ErrorKind, fixFor, fixText } from 'ciam-msal';
import { printable } from 'cli';
import { ApiError } from './api-error.ts';
import { UsageError } from './command-line.ts';

/** What to say about a failure, and the exit code that goes with it; see the README for the table. */
export interface Report {
  text: string;
  exitCode: 1 | 2 | 4;
}

const exitCodes: Record<ErrorKind, Report['exitCode']> = { configuration: 2, credential: 4, refused: 4, failed: 1 };

/** Turns an error into a message without any token or secret in it. Never throws. */
export function reportError(error: unknown): Report {
  if (error instanceof UsageError) return { text: printable(`${error.message}\nSee --help.`), exitCode: 2 };
  if (error instanceof ConfigurationError) return { text: printable(error.message), exitCode: 2 };
  if (error instanceof ApiError) {
    const refused = error.code === 'unauthorized' || error.code === 'forbidden';
    const text = [error.message, error.fix].filter(Boolean).join('\n');
    return { text: printable(redact(text)), exitCode: refused ? 4 : 1 };
  }
  return { text: printable(fixText(error)), exitCode: exitCodes[fixFor(error).kind] };
}
