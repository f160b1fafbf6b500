import { join } from 'node:path';
import { readCertificate } from '../certificate.ts';
import type { Options } from '../command-line.ts';
import { files, programFolders, readAdministratorConfig } from '../config.ts';
import { mergeEnvironment, readIfThere } from '../env-file.ts';
import { overriddenSettings } from '../overridden-settings.ts';
import { confidential } from '../registration/blueprint.ts';
import type { Certificates } from '../registration/credential-steps.ts';
import { register } from '../registration/register.ts';
import { createTerminal } from '../terminal.ts';
import { type AdministratorArguments, connect } from './administrator-access.ts';

export interface RegisterArguments extends AdministratorArguments {
  certificate: boolean;
  print: boolean;
  settings: string | undefined;
}

export async function runRegister(options: Options<RegisterArguments>): Promise<void> {
  const terminal = createTerminal();
  const config = readAdministratorConfig();
  const path = options.settings ?? files.env;
  const { outcome, settings } = await register({
    ...options,
    graph: await connect(options, config, terminal),
    terminal,
    web: config.web,
    certificates: options.certificate ? await ownCertificates() : {},
    envFile: { path, template: (await readIfThere(files.template)) ?? '' },
  });
  if (options.print) process.stdout.write(mergeEnvironment('', settings));
  if (outcome === 'registered') {
    terminal.print(options.print ? 'Done.' : `Done. The settings are in ${path}.`);
    if (!options.print) {
      const notes = await overriddenSettings(path, Object.values(programFolders));
      for (const note of notes) terminal.print(`  – ${note}`);
    }
    terminal.print('Next: pnpm tenant doctor');
  }
  if (outcome === 'declined') process.exitCode = 1;
}

/** `certificates/<app>.pem` for each app that needs one; none is made before the plan is agreed to. */
async function ownCertificates(): Promise<Certificates> {
  const certificates: Certificates = {};
  for (const app of confidential) {
    const path = join(files.certificates, `${app}.pem`);
    const isThere = (await readIfThere(path)) !== undefined;
    certificates[app] = { path, there: isThere ? await readCertificate(path) : undefined };
  }
  return certificates;
}
