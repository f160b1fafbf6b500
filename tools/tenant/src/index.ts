import { printable, reportOutputErrors } from 'cli';
import { hideBin } from 'yargs/helpers';
import { commandLine } from './command-line.ts';

const foreseen = new Set(['UsageError', 'ConfigurationError', 'GraphError', 'RegistrationError']);

// A reader such as `head` may stop early.
reportOutputErrors(process);
try {
  await commandLine(hideBin(process.argv)).parseAsync();
} catch (error) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(`\n${printable(foreseen.has(name) ? message : (stack ?? message))}\n`);
  process.exitCode = exitCode(error, name);
}

function exitCode(error: unknown, name: string): number {
  if (error instanceof Error && 'code' in error && error.code === 'interrupted') return 130;
  return ['UsageError', 'ConfigurationError'].includes(name) ? 2 : 1;
}
