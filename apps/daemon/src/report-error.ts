import { AuthError } from '@azure/msal-node';
import { ConfigurationError, DiscoveryError } from 'ciam-config';
import { advice, redact } from 'ciam-msal';
import { printable } from 'terminal';
import { ApiError } from './api-error.ts';
import { UsageError } from './command-line.ts';

/** What to say about a failure, and the exit code that goes with it; see the README for the table. */
export interface Report {
  text: string;
  exitCode: 1 | 2 | 4;
}

/** Turns an error into a message without any token or secret in it. Never throws. */
export function reportError(error: unknown): Report {
  if (error instanceof UsageError) return { text: `${error.message}\nSee --help.`, exitCode: 2 };
  if (error instanceof ApiError) {
    const refused = error.code === 'unauthorized' || error.code === 'forbidden';
    return { text: lines([error.message, error.advice]), exitCode: refused ? 4 : 1 };
  }
  const exitCode = exitCodeOf(error);
  if (error instanceof ConfigurationError) return { text: error.message, exitCode };
  const { message, advice: fix, link, correlationId } = advice(error);
  const note = correlationId ? `Correlation ID: ${correlationId}` : undefined;
  return { text: lines([message, fix, link ? `See ${link}` : undefined, note]), exitCode };
}

function lines(texts: (string | undefined)[]): string {
  return texts
    .filter((text) => text !== undefined)
    .map((text) => printable(redact(text)))
    .join('\n');
}

const callFailed = /^(?:network_|service_unavailable$|answer_|request_aborted$|discovery_)/;

function exitCodeOf(error: unknown): Report['exitCode'] {
  if (error instanceof ConfigurationError) return 2;
  if (error instanceof DiscoveryError) return callFailed.test(error.code) ? 1 : 2;
  if (error instanceof AuthError) return callFailed.test(error.errorCode) ? 1 : 4;
  return 1;
}
