import { relative } from 'node:path';
import { shortWords } from 'ciam-config/short-words';
import { UsageError } from 'cli';
import yargs from 'yargs';

/** An operation of the ToDoList API and its arguments. */
export type Operation =
  | { op: 'getToDos' }
  | { op: 'getToDo'; id: number }
  | { op: 'addToDo'; description: string; owner: string }
  | { op: 'updateToDo'; id: number; description: string }
  | { op: 'deleteToDo'; id: number };

export interface Command {
  operation: Operation;
  /** Print JSON even on a terminal. */
  json: boolean;
  /** Whether tokens are kept between runs. */
  cache: boolean;
  verbose: boolean;
}

const takes = {
  getToDos: [],
  getToDo: ['id'],
  addToDo: ['description', 'owner'],
  updateToDo: ['id', 'description'],
  deleteToDo: ['id'],
} as const satisfies Record<Operation['op'], readonly ('id' | 'description' | 'owner')[]>;

const operations = ['getToDos', 'getToDo', 'addToDo', 'updateToDo', 'deleteToDo'] as const;

const exitCodes = `Exit codes:
  0  done
  1  the call failed: no response, an error of the API, no such to-do
  2  the command line, a setting or the app's registration is wrong
  4  the tenant or the API refused: credential, token, permission
  130, 143  stopped by Ctrl-C or SIGTERM`;

/**
 * Reads the command line. `--help` and `--version` print to standard output.
 *
 * @returns undefined when `--help` or `--version` was given
 * @throws {UsageError} naming every option that is unknown, missing or malformed
 */
export function readCommandLine(args: readonly string[], version: string): Command | undefined {
  const problems: string[] = [];
  // `npm start -- --op getToDos` drops the first `--`, `pnpm start -- --op getToDos` passes it on.
  const parser = yargs(args[0] === '--' ? args.slice(1) : [...args])
    .scriptName(relative(process.cwd(), process.argv[1] ?? '') || '.')
    .locale('en')
    .usage('Calls the ToDoList API as the app itself, with no user.\n\nUsage: node $0 --op <operation> [options]')
    // The built-in help would also accept the word "help", and the operation would still run.
    .help(false)
    .option('help', { alias: 'h', type: 'boolean', describe: 'Show this help' })
    .option('op', {
      alias: 'operation',
      choices: operations,
      demandOption: 'Such as --op getToDos',
      describe: 'What to do',
    })
    .option('id', { type: 'number', requiresArg: true, describe: 'The ID of a to-do' })
    .option('description', {
      type: 'string',
      requiresArg: true,
      describe: 'The text of the to-do, 1 to 500 characters',
    })
    .option('owner', {
      type: 'string',
      requiresArg: true,
      describe: 'The object ID (oid) of the user whose to-do it is',
    })
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print JSON (the default in a pipe)',
    })
    .option('cache', {
      type: 'boolean',
      default: true,
      describe: 'Reuse the token of the last run, and keep it for the next (turn off with --no-cache)',
    })
    .option('verbose', { type: 'boolean', default: false, describe: "Show MSAL's log and each HTTP request on stderr" })
    .example('node $0 --op getToDos', 'List all to-dos')
    .example('node $0 --op addToDo --owner <oid> --description "Buy milk"', 'Add a to-do for a user')
    .example('node $0 --op updateToDo --id 2 --description "Buy oat milk"', 'Change the text of a to-do')
    .example('node $0 --op deleteToDo --id 2', 'Delete a to-do')
    .example('node $0 --op getToDos | jq length', 'Print JSON in a pipe')
    .epilogue(exitCodes)
    .parserConfiguration({ 'duplicate-arguments-array': false })
    .version(version)
    .strict()
    .exitProcess(false)
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .fail((message: string | null, error: Error | undefined) => {
      problems.push(shortWords(message ?? error?.message ?? 'The command line cannot be read.'));
    });
  const given = parser.parseSync();
  if (given.help === true) {
    parser.showHelp('log');
    return undefined;
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  if (given['version'] === true) return undefined;
  return { operation: operationOf(given), json: given.json, cache: given.cache, verbose: given.verbose };
}

interface Given {
  op: Operation['op'];
  id?: number | undefined;
  description?: string | undefined;
  owner?: string | undefined;
}

function operationOf(given: Given): Operation {
  const { op } = given;
  const needed: readonly string[] = takes[op];
  for (const name of ['id', 'description', 'owner'] as const) {
    if (given[name] === undefined && needed.includes(name)) throw new UsageError(`${op} needs --${name}.`);
    if (given[name] !== undefined && !needed.includes(name)) throw new UsageError(`${op} does not take --${name}.`);
  }
  const { id = 1, description = '', owner = '' } = given;
  if (!Number.isSafeInteger(id) || id < 1) throw new UsageError('--id is not a positive whole number.');
  if (op === 'getToDos') return { op };
  if (op === 'addToDo') return { op, description, owner };
  if (op === 'updateToDo') return { op, id, description };
  return { op, id };
}
