import type { Options } from '../options.ts';
import { readAdministratorConfig } from '../config.ts';
import { parseSettings, readSettingsFile } from '../env-file.ts';
import { openTenantFile } from '../open-tenant-file.ts';
import { cleanup } from '../registration/cleanup.ts';
import { createTerminal } from '../terminal.ts';
import { type AdministratorArguments, connect } from './administrator-access.ts';

export type CleanupArguments = AdministratorArguments;

export async function runCleanup(options: Options<CleanupArguments>): Promise<void> {
  const terminal = createTerminal();
  const { file, envFile } = await openTenantFile(options.file);
  const current = parseSettings(await readSettingsFile(envFile.path));
  const graph = await connect(options, readAdministratorConfig(), terminal, file);
  const outcome = await cleanup({ ...options, terminal, graph, file, current });
  if (outcome === 'declined') process.exitCode = 1;
}
