import { redact } from 'ciam-config';
import type { Attempt, msalLoggerOptions } from 'ciam-msal';
import { printable } from 'cli';

export interface Progress {
  warn: (line: string) => void;
  attempt: (attempt: Attempt) => void;
  msal: Parameters<typeof msalLoggerOptions>[0];
}

/**
 * Reports progress: each attempt that has to be repeated and, if `verbose` is set, each request and MSAL's own log.
 * Tokens and secrets are removed.
 */
export function createProgress(verbose: boolean, write: (text: string) => void): Progress {
  const say = (line: string): void => write(`${printable(redact(line))}\n`);
  return {
    warn: say,
    attempt({ method, url, outcome, ms, attempt, attempts, retryInMs }) {
      if (verbose) say(`http ${outcome} in ${Math.round(ms)} ms: ${method} ${url}`);
      if (retryInMs === undefined) return;
      const { host, pathname } = new URL(url);
      const seconds = (retryInMs / 1000).toFixed(1);
      say(`${outcome} at ${host}${pathname}. Trying again in ${seconds} s (attempt ${attempt + 1} of ${attempts}).`);
    },
    msal(level, message) {
      if (verbose) say(`msal ${level} ${message}`);
    },
  };
}
