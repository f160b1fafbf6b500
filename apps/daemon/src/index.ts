import { readFileSync } from 'node:fs';
import { exitCode, type ExitCode, runCommand } from 'cli';
import { readCommandLine } from './command-line.ts';
import { formatResult } from './output.ts';

/** Runs the command line. Prints the result on standard output and everything else on standard error. */
async function main(stop: AbortSignal): Promise<ExitCode> {
  const command = readCommandLine(process.argv.slice(2), readVersion());
  if (!command) return exitCode.done;
  // The flow. It is imported here so that a mistyped option is reported before MSAL loads.
  const { run } = await import('./run.ts');
  const result = await run(command, stop);
  process.stdout.write(formatResult(result, command.json, process.stdout));
  return exitCode.done;
}

function readVersion(): string {
  const packageJson = readFileSync(`${import.meta.dirname}/../package.json`, 'utf8');
  const { version }: { version: string } = JSON.parse(packageJson);
  return version;
}

void runCommand({
  run: main,
  report: async (error) => (await import('./report-error.ts')).reportError(error),
  reportStop: async (error) => (await import('./report-error.ts')).reportStop(error),
});
