import type { Options } from '../command-line.ts';
import { readAdministratorConfig } from '../config.ts';
import { cleanup } from '../registration/cleanup.ts';
import { createTerminal } from '../terminal.ts';
import { type AdministratorArguments, connect } from './administrator-access.ts';

export type CleanupArguments = AdministratorArguments;

export async function runCleanup(options: Options<CleanupArguments>): Promise<void> {
  const terminal = createTerminal();
  const graph = await connect(options, readAdministratorConfig(), terminal);
  const outcome = await cleanup({ ...options, terminal, graph });
  if (outcome === 'declined') process.exitCode = 1;
}
