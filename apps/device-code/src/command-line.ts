import { shortWords } from 'ciam-config/short-words';
import { parseOptions, UsageError } from 'cli';

/** @param program the path that follows `node` on the command line */
export const usage = (
  program: string,
): string => `Signs you in to an external tenant with a code that you enter in any browser.

Usage: node ${program} [command] [options]

Commands:
  sign-in    Sign in (default). Reuses the saved sign-in if there is one.
  sign-out   Forget the account and its tokens.
  status     Show who is signed in. Does not use the network.

Options:
  --account <name>     Use the account with this username or object ID.
  --fresh              Sign in again, even if someone is signed in.
  --open               Open the browser without waiting for Enter.
  --timeout <seconds>  Give up after this time.
  --claims             Show the claims of the ID token, each with its meaning.
  --json               Print the account and its claims as JSON on standard output.
  --verbose            Show what MSAL does, on standard error, without tokens.
  --version            Show the version.
  --help, -h           Show this help.

Exit codes:
  0         Signed in, or signed out.
  1         Failed: the code expired, the network is gone, no one is signed in.
  2         The command line, a setting or the app's registration is wrong.
  4         Declined by the user, or not allowed by the tenant.
  130, 143  Stopped by Ctrl-C or SIGTERM.
`;

export interface CommandLine {
  name: 'sign-in' | 'sign-out' | 'status';
  account: string | undefined;
  timeoutSeconds: number | undefined;
  fresh: boolean;
  open: boolean;
  claims: boolean;
  json: boolean;
  verbose: boolean;
  version: boolean;
  help: boolean;
}

const options = {
  account: { type: 'string' },
  timeout: { type: 'string' },
  fresh: { type: 'boolean' },
  open: { type: 'boolean' },
  claims: { type: 'boolean' },
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the command line.
 *
 * @throws {UsageError} for an unknown command or option, or a malformed value
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parseOptions(args, { allowPositionals: true, options });
  const { account, timeout, ...switches } = values;
  const [name = 'sign-in', ...rest] = positionals;
  if (name !== 'sign-in' && name !== 'sign-out' && name !== 'status') {
    throw new UsageError(`Unknown command: ${shortWords(name)}.`);
  }
  if (rest.length > 0) throw new UsageError(`Unexpected argument: ${shortWords(rest.join(' '))}.`);
  if (account?.trim() === '') throw new UsageError('--account takes a username or an object ID.');
  for (const option of ['fresh', 'open', 'timeout', 'claims'] as const) {
    if (name !== 'sign-in' && values[option] !== undefined) throw new UsageError(`${name} does not take --${option}.`);
  }
  if (timeout !== undefined && !/^[1-9]\d{0,5}$/.test(timeout)) {
    throw new UsageError('--timeout takes a whole number of seconds.');
  }
  return {
    fresh: false,
    open: false,
    claims: false,
    json: false,
    verbose: false,
    version: false,
    help: false,
    ...switches,
    name,
    account,
    timeoutSeconds: timeout === undefined ? undefined : Number(timeout),
  };
}
