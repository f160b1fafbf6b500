import { spawnSync } from 'node:child_process';
import { shortWords } from 'ciam-config/short-words';
import { exitCode, parseOptions, printable, runCommand, UsageError } from 'cli';
import { copyApp, FolderError } from './copy-app.ts';
import { type App, apps } from './repository.ts';

const usage = `Copies one of the samples into a project of its own.

Usage: pnpm copy-app <app> <folder> [options]

  <app>          ${apps.join(', ')}
  <folder>       The target: a folder outside this repository that is empty or does not exist yet.

  --name <name>  The name in its package.json. Default: the folder's name.
  --git          Create a git repository in it, with a first commit.
  --help, -h     Show this help.
`;

interface CommandLine {
  app: App;
  folder: string;
  name: string | undefined;
  git: boolean;
}

const options = {
  name: { type: 'string' },
  git: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * Reads the command line.
 *
 * @throws {UsageError} for an unknown app or option, or a missing folder
 */
function readCommandLine(args: string[]): CommandLine | undefined {
  const { values, positionals } = parseOptions(args, { allowPositionals: true, options });
  if (values.help) return undefined;
  const [app, folder, ...more] = positionals;
  const known = apps.find((each) => each === app);
  if (!known)
    throw new UsageError(
      `${app ? `There is no app ${shortWords(app)}. ` : ''}Name one of the apps: ${apps.join(', ')}.`,
    );
  if (!folder?.trim()) throw new UsageError('Name the folder for the project.');
  if (more.length > 0) throw new UsageError('There are too many arguments after the folder.');
  const { name, git = false } = values;
  if (name !== undefined && !/^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/.test(name)) {
    throw new UsageError('--name takes a name that npm accepts: lower-case letters, digits, dots and hyphens.');
  }
  return { app: known, folder, name, git };
}

void runCommand({
  run: async () => {
    const commandLine = readCommandLine(process.argv.slice(2));
    if (!commandLine) {
      process.stdout.write(usage);
      return exitCode.done;
    }
    const { app } = commandLine;
    const { folder, name, files } = await copyApp(commandLine);
    const folders = ['src', 'lib', 'test', 'views', 'public', 'vendor'].filter((each) => files.includes(each));
    process.stdout
      .write(`Wrote ${name} to ${folder}: ${folders.map((each) => `${each}/`).join(', ')}, README.md and more.

Next, with npm, pnpm or Yarn:

  cd ${folder}
  npm install
  npm test
  npm run tenant     (starts the local tenant; use another terminal)
  cp .env.example .env
  npm start${app === 'daemon' ? ' -- --op getToDos     (needs the API; see README.md)' : ''}

To use your own tenant, read README.md.
`);
    if (commandLine.git) makeRepository(folder);
    return exitCode.done;
  },
  report: (error) => {
    if (error instanceof UsageError)
      return { text: `${printable(error.message)}\n\n${usage}`, exitCode: exitCode.usage };
    if (error instanceof FolderError) return { text: printable(error.message), exitCode: exitCode.usage };
    if (error instanceof Error && 'syscall' in error && 'code' in error) {
      const text = `The folder cannot be written to (${String(error.code)}). Name another one.`;
      return { text, exitCode: exitCode.usage };
    }
    return { text: error instanceof Error ? (error.stack ?? error.message) : String(error), exitCode: exitCode.failed };
  },
  graceMs: 5_000,
});

function makeRepository(folder: string): void {
  const git = (...args: string[]): boolean => spawnSync('git', args, { cwd: folder, stdio: 'ignore' }).status === 0;
  const isDone = git('init') && git('add', '--all') && git('commit', '--message', 'feat: the sample as it was copied');
  if (!isDone) {
    process.stderr.write(
      '\ngit could not make the first commit. Check that git is installed, and that user.name and user.email are set in ' +
        'its configuration. Then commit the files yourself.\n',
    );
  }
}
