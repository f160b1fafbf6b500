import type { CommandModule } from 'yargs';
import { cleanup } from '../registration/cleanup.ts';
import { createTerminal } from '../terminal.ts';
import { type AdministratorOptions, administratorOptions, connect } from './administrator-options.ts';

export const cleanupCommand: CommandModule<object, AdministratorOptions> = {
  command: 'cleanup',
  describe: 'Remove what register made, and nothing else',
  builder: (yargs) =>
    administratorOptions(yargs).example('$0 cleanup --tenant contoso', 'show what will be removed, ask, remove it'),
  handler: async (options) => {
    const terminal = createTerminal();
    const outcome = await cleanup({ ...options, terminal, graph: await connect(options, terminal) });
    if (outcome === 'declined') process.exitCode = 1;
  },
};
