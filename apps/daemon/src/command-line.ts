import { parseOptions, UsageError } from 'cli';

/** One call of the ToDoList API. */
export type Operation =
  | { op: 'getToDos' }
  | { op: 'getToDo'; id: number }
  | { op: 'addToDo'; description: string; owner: string }
  | { op: 'updateToDo'; id: number; description: string }
  | { op: 'deleteToDo'; id: number };

export interface Command {
  operation: Operation;
  /** JSON even on a terminal. */
  json: boolean;
  /** Whether tokens are kept between runs. */
  cache: boolean;
  verbose: boolean;
}

/** @param program what follows `node` on the command line */
export const usage = (program: string): string => `Calls the ToDoList API as the app itself, with no user.

Usage: node ${program} --op <operation> [options]

Operations:
  getToDos    List all to-dos.
  getToDo     Show one: --id.
  addToDo     Give a user something to do: --owner, --description.
  updateToDo  Reword a to-do: --id, --description.
  deleteToDo  Delete a to-do: --id.

Options:
  --op, --operation <name>  What to do.
  --id <number>             The id of a to-do.
  --description <text>      What to do, 1 to 500 characters.
  --owner <oid>             The object id (oid) of the user whose to-do it is.
  --json                    Print JSON, as in a pipe, where it is the default.
  --no-cache                Do not keep the token for the next run.
  --verbose                 Show MSAL's log and each HTTP request on standard error.
  --version                 Show the version.
  --help, -h                Show this help.

Examples:
  node ${program} --op addToDo --owner <oid> --description "Buy milk"
  node ${program} --op updateToDo --id 2 --description "Buy oat milk"
  node ${program} --op getToDos | jq length

Exit codes:
  0         Done.
  1         The call failed: no response, an error of the API, no such to-do.
  2         The command line, a setting or the app's registration is wrong.
  4         The tenant or the API refused: credential, token, permission.
  130, 143  Stopped by Ctrl-C or SIGTERM.
`;

const options = {
  op: { type: 'string' },
  operation: { type: 'string' },
  id: { type: 'string' },
  description: { type: 'string' },
  owner: { type: 'string' },
  json: { type: 'boolean', default: false },
  'no-cache': { type: 'boolean', default: false },
  verbose: { type: 'boolean', default: false },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const takes = {
  getToDos: [],
  getToDo: ['id'],
  addToDo: ['description', 'owner'],
  updateToDo: ['id', 'description'],
  deleteToDo: ['id'],
} as const satisfies Record<Operation['op'], readonly ('id' | 'description' | 'owner')[]>;

/** @throws {UsageError} */
export function readCommandLine(args: readonly string[]): Command | 'help' | 'version' {
  const { values } = parseOptions(args, { options });
  if (values.help || values.version) return values.help ? 'help' : 'version';
  const { json, 'no-cache': withoutCache, verbose } = values;
  return {
    operation: operationOf({ ...values, op: values.op ?? values.operation }),
    json,
    cache: !withoutCache,
    verbose,
  };
}

interface Given {
  op?: string | undefined;
  id?: string | undefined;
  description?: string | undefined;
  owner?: string | undefined;
}

function operationOf(given: Given): Operation {
  const { op, id: idText = '1', description = '', owner = '' } = given;
  if (op === undefined) throw new UsageError('Say what to do, such as --op getToDos.');
  if (!isOperation(op)) throw new UsageError(`--op takes one of ${Object.keys(takes).join(', ')}.`);
  const needed: readonly string[] = takes[op];
  for (const name of ['id', 'description', 'owner'] as const) {
    if (given[name] === undefined && needed.includes(name)) throw new UsageError(`${op} needs --${name}.`);
    if (given[name] !== undefined && !needed.includes(name)) throw new UsageError(`${op} does not take --${name}.`);
  }
  const id = Number(idText);
  if (!/^\d+$/.test(idText) || !Number.isSafeInteger(id) || id < 1) {
    throw new UsageError('--id is not a whole number from 1.');
  }
  if (op === 'getToDos') return { op };
  if (op === 'addToDo') return { op, description, owner };
  if (op === 'updateToDo') return { op, id, description };
  return { op, id };
}

function isOperation(op: string): op is Operation['op'] {
  return Object.hasOwn(takes, op);
}
