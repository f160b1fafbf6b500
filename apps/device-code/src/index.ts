import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { exitCode, type ExitCode, fit, runCommand, untilAborted } from 'cli';
import { readCommandLine, usage } from './command-line.ts';

/** Aborts when the time of `--timeout` is over. */
const timeout = new AbortController();

async function main(stop: AbortSignal): Promise<ExitCode> {
  const commandLine = readCommandLine(process.argv.slice(2));
  const { help, version, timeoutSeconds } = commandLine;
  if (help || version) {
    const program = relative(process.cwd(), process.argv[1] ?? '') || '.';
    process.stdout.write(help ? fit(usage(program), process.stdout) : `${readVersion()}\n`);
    return exitCode.done;
  }
  if (timeoutSeconds !== undefined) setTimeout(() => timeout.abort(), timeoutSeconds * 1000);
  const signal = AbortSignal.any([stop, timeout.signal]);
  // The flow. It is imported here so that a mistyped option is reported before MSAL loads.
  const { run } = await import('./run.ts');
  return untilAborted(run(commandLine, signal), signal);
}

function readVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(`${import.meta.dirname}/../package.json`, 'utf8'));
  return version;
}

const timedOut = { text: 'No one signed in within the time set by --timeout.', exitCode: exitCode.failed };

void runCommand({
  run: main,
  report: async (error) => (timeout.signal.aborted ? timedOut : (await import('./report-error.ts')).reportError(error)),
});
