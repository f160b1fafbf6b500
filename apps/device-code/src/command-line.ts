import { parseArgs } from 'node:util';

export const usage = `Signs you in to an external tenant with a code that you enter in any browser.

  sign-in    sign in; silently when you did before (what happens without a word)
  sign-out   forget the account and its tokens
  status     who is signed in, without asking the network

  --account <name>     which account: its username or object id
  --fresh              sign in anew, whoever is signed in
  --open               open the browser without waiting for Enter
  --timeout <seconds>  give up after so long
  --json               the account and its claims as JSON on standard output
  --verbose            what MSAL does, on standard error, without tokens
  --help               this text

Exit codes: 0 signed in, 1 failed, 2 usage or configuration, 4 declined or not allowed,
130 stopped by Ctrl-C, 143 by SIGTERM
`;

export interface Command {
  name: 'sign-in' | 'sign-out' | 'status';
  help: boolean;
  account: string | undefined;
  fresh: boolean;
  open: boolean;
  json: boolean;
  verbose: boolean;
  timeoutSeconds: number | undefined;
}

/** A command line that cannot be understood. The message says what is wrong with it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}

/** @throws UsageError */
export function readCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const { account, timeout, help = false, fresh = false, open = false, json = false, verbose = false } = values;
  const [name = 'sign-in', ...rest] = positionals;
  if (name !== 'sign-in' && name !== 'sign-out' && name !== 'status')
    throw new UsageError(`There is no command ${name}.`);
  if (rest.length > 0) throw new UsageError(`Unexpected argument: ${rest.join(' ')}.`);
  if (account?.trim() === '') throw new UsageError('--account takes a username or an object id.');
  for (const option of ['fresh', 'open', 'timeout'] as const) {
    if (name !== 'sign-in' && values[option] !== undefined) throw new UsageError(`${name} does not take --${option}.`);
  }
  if (timeout !== undefined && !/^[1-9]\d{0,5}$/.test(timeout)) {
    throw new UsageError('--timeout takes a whole number of seconds.');
  }
  return {
    name,
    help,
    fresh,
    open,
    json,
    verbose,
    account,
    timeoutSeconds: timeout === undefined ? undefined : Number(timeout),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      // `pnpm start -- --json` passes the dashes on.
      args: args[0] === '--' ? args.slice(1) : [...args],
      allowPositionals: true,
      options: {
        account: { type: 'string' },
        timeout: { type: 'string' },
        fresh: { type: 'boolean' },
        open: { type: 'boolean' },
        json: { type: 'boolean' },
        verbose: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    // Node goes on with hints that is not for our users.
    const [problem = ''] = (cause instanceof Error ? cause.message : String(cause)).split(/(?<=')\. |\.?\n/);
    throw new UsageError(`${problem}.`, { cause });
  }
}
