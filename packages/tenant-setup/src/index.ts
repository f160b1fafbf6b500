import { AuthError } from '@azure/msal-node';
import { ConfigurationError } from 'ciam-config';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { certificateCommand } from './commands/certificate-command.ts';
import { cleanupCommand } from './commands/cleanup-command.ts';
import { registerCommand } from './commands/register-command.ts';
import { GraphError } from './graph/graph-error.ts';
import { RegistrationError } from './registration/registration-error.ts';

await yargs(hideBin(process.argv))
  .scriptName('pnpm tenant')
  .usage('$0 <command>\n\nSets up an external tenant for the samples, and checks a set-up.')
  .command(registerCommand)
  .command(certificateCommand)
  .command(cleanupCommand)
  .demandCommand(1, 'Name a command.')
  .strict()
  .wrap(Math.min(110, process.stderr.columns ?? 110))
  .version(false)
  .fail((message, error: Error | undefined, parser) => {
    // yargs's own complaints have no error: show how the command is used.
    if (error === undefined) parser.showHelp('error');
    process.stderr.write(`\n${error === undefined ? message : describe(error)}\n`);
    process.exitCode = 1;
  })
  .parseAsync()
  .catch(() => undefined);

/** What people read of an error; a stack only of one that is a defect. */
function describe(error: Error): string {
  if (error instanceof AuthError) return `Sign-in failed. ${error.message}`;
  const foreseen = [ConfigurationError, GraphError, RegistrationError].some((type) => error instanceof type);
  return foreseen ? error.message : (error.stack ?? error.message);
}
