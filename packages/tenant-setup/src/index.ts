import { hideBin } from 'yargs/helpers';
import { commandLine } from './command-line.ts';

try {
  await commandLine(hideBin(process.argv)).parseAsync();
} catch (error) {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const foreseen = ['UsageError', 'ConfigurationError', 'GraphError', 'RegistrationError'].includes(name);
  const { printable } = await import('terminal');
  process.stderr.write(`\n${printable(foreseen ? message : await explain(error, stack ?? message))}\n`);
  process.exitCode = ['UsageError', 'ConfigurationError'].includes(name) ? 2 : 1;
}

/** Errors of the sign-in in the words of the samples; a stack only of what nobody foresaw. */
async function explain(error: unknown, stack: string): Promise<string> {
  const { AuthError } = await import('@azure/msal-node');
  if (!(error instanceof AuthError)) return stack;
  const { adviceText } = await import('ciam-msal');
  return adviceText(error);
}
