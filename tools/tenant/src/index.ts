import { exitCode, type Failure, printable, runCommand } from 'cli';
import { hideBin } from 'yargs/helpers';
import { commandLine } from './command-line.ts';

const foreseen = new Set(['UsageError', 'ConfigurationError', 'GraphError', 'RegistrationError', 'DiscoveryError']);

void runCommand({
  run: async () => {
    process.exitCode = exitCode.done;
    await commandLine(hideBin(process.argv)).parseAsync();
    return process.exitCode === exitCode.done ? exitCode.done : exitCode.failed;
  },
  report,
  reportStop: (error) => (isInterrupted(error) ? report(error).text : 'Stopped.'),
  // Commands that change the tenant finish the running request. A second Ctrl-C ends them at once.
  graceMs: ['register', 'cleanup'].includes(process.argv[2] ?? '') ? 60_000 : 500,
});

function report(error: unknown): Failure {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const text = `\n${printable(foreseen.has(name) ? message : (stack ?? message))}`;
  const isUsage = ['UsageError', 'ConfigurationError'].includes(name) || codeOf(error) === 'tenant_file_invalid';
  return { text, exitCode: isUsage ? exitCode.usage : exitCode.failed };
}

function isInterrupted(error: unknown): boolean {
  return codeOf(error) === 'interrupted';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
