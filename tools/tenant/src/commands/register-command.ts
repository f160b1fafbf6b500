import { join } from 'node:path';
import type { TenantFile } from 'ciam-emulator/tenant-file';
import { readCertificate } from '../certificate.ts';
import type { Options } from '../options.ts';
import { files, readAdministratorConfig } from '../config.ts';
import { mergeEnvironment, readIfExists } from '../env-file.ts';
import { openTenantFile } from '../open-tenant-file.ts';
import { overriddenSettings } from '../overridden-settings.ts';
import { type Certificates, isConfidential } from '../registration/credential-steps.ts';
import { register } from '../registration/register.ts';
import { createTerminal } from '../terminal.ts';
import { askForRoles } from '../token-roles.ts';
import { usageError } from '../usage.ts';
import { type AdministratorArguments, connect } from './administrator-access.ts';

export interface RegisterArguments extends Omit<AdministratorArguments, 'tenant'> {
  tenant: string | undefined;
  certificate: boolean;
  print: boolean;
  prune: boolean;
  settings: string | undefined;
  'any-tenant-type': boolean;
}

export async function runRegister(options: Options<RegisterArguments>): Promise<void> {
  const { tenant } = options;
  if (tenant === undefined && !options.dryRun) {
    throw usageError('Missing required argument: tenant.');
  }
  const terminal = createTerminal();
  const config = readAdministratorConfig();
  const { file, envFile, folders } = await openTenantFile(options.file, options.settings);
  const { outcome, settings } = await register({
    ...options,
    tenant,
    graph: tenant === undefined ? undefined : await connect({ ...options, tenant }, config, terminal, file),
    terminal,
    file,
    certificates: options.certificate ? await ownCertificates(file) : {},
    envFile,
    tokenRoles: askForRoles,
  });
  if (options.print) process.stdout.write(mergeEnvironment('', settings));
  if (outcome === 'registered') {
    terminal.print(options.print ? 'Done.' : `Done. The settings are in ${envFile.path}.`);
    if (!options.print) {
      for (const note of await overriddenSettings(envFile.path, folders)) terminal.print(`  – ${note}`);
    }
    terminal.print('Next: pnpm tenant doctor');
  }
  if (outcome === 'declined') process.exitCode = 1;
}

/** Plans `certificates/<app>.pem` for each app that needs one. None is created before the plan is confirmed. */
async function ownCertificates({ applications }: TenantFile): Promise<Certificates> {
  const certificates: Certificates = {};
  for (const { name } of applications.filter(isConfidential)) {
    const path = join(files.certificates, `${name}.pem`);
    const exists = (await readIfExists(path)) !== undefined;
    certificates[name] = { path, existing: exists ? await readCertificate(path) : undefined };
  }
  return certificates;
}
