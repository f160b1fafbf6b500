import { ConfigurationError } from 'ciam-config';
import { type ErrorKind, fixFor, fixText } from 'ciam-msal';
import { printable } from 'cli';
import { UsageError } from './command-line.ts';

/** What to say about an error, and how to exit. */
export interface Report {
  text: string;
  exitCode: 1 | 2 | 4;
}

/** A public client has no credential: where one is asked for, the registration is wrong. */
const exitCodes: Record<ErrorKind, Report['exitCode']> = { configuration: 2, credential: 2, refused: 4, failed: 1 };

/** One readable message with what to do, and no stack. */
export function reportError(error: unknown): Report {
  if (error instanceof UsageError) return { text: printable(`${error.message}\nSee --help.`), exitCode: 2 };
  if (error instanceof ConfigurationError) return { text: printable(error.message), exitCode: 2 };
  return { text: printable(fixText(error)), exitCode: exitCodes[fixFor(error).kind] };
}
