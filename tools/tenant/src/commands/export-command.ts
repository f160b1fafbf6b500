import { join, resolve } from 'node:path';
import { makeFolder } from 'ciam-config';
import type { Options } from '../options.ts';
import { readAdministratorConfig } from '../config.ts';
import { mergeEnvironment, readIfExists, readSettingsFile, writePrivate } from '../env-file.ts';
import { exportTenant } from '../exporting/export-tenant.ts';
import { RegistrationError } from '../registration/registration-error.ts';
import { asReadable } from '../registration/run-steps.ts';
import { createTerminal } from '../terminal.ts';
import { type AdministratorArguments, connect } from './administrator-access.ts';

export interface ExportArguments extends Pick<
  AdministratorArguments,
  'tenant' | 'use-device-code' | 'graph' | 'authority'
> {
  out: string | undefined;
}

export async function runExport(options: Options<ExportArguments>): Promise<void> {
  const terminal = createTerminal();
  const folder = resolve(options.out ?? `exported-${options.tenant.replace(/\..*/, '')}`);
  const path = join(folder, 'tenant.json');
  if ((await readIfExists(path)) !== undefined) {
    throw new RegistrationError('file_unusable', `${path} already exists. Move it, or name another folder with --out.`);
  }
  const graph = await connect(options, readAdministratorConfig(), terminal);
  const { file, settings } = await asReadable('Reading the tenant', undefined, () => exportTenant(graph));
  makeFolder(folder);
  await writePrivate(path, `${JSON.stringify(file, undefined, 2)}\n`);
  const env = join(folder, '.env');
  await writePrivate(env, mergeEnvironment((await readSettingsFile(env)) ?? '', settings));
  terminal.print(
    `${file.applications.length} applications and ${file.userFlows?.length ?? 0} user flows are in ${path}, ` +
      `and their IDs in ${env}. Secrets and users were not read.\n` +
      `Run it here: pnpm emulator --config ${path}\n` +
      'Then set AUTHORITY of your apps to the value that it prints, and their client secret to emulator-only-not-a-secret.',
  );
}
