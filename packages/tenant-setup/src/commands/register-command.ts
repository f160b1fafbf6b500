import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { createCertificate, readCertificate } from '../certificate.ts';
import { files, readAdministratorConfig } from '../config.ts';
import { mergeEnvironment, readIfThere } from '../env-file.ts';
import { confidential } from '../registration/blueprint.ts';
import type { Certificates } from '../registration/credential-steps.ts';
import { register } from '../registration/register.ts';
import { createTerminal } from '../terminal.ts';
import { type AdministratorOptions, administratorOptions, connect } from './administrator-options.ts';

interface RegisterArguments extends AdministratorOptions {
  certificate: boolean;
  print: boolean;
  settings: string;
}

export const registerCommand: CommandModule<object, RegisterArguments> = {
  command: 'register',
  describe: 'Register the samples in an external tenant and write .env',
  builder: (yargs) =>
    administratorOptions(yargs)
      .option('certificate', {
        type: 'boolean',
        default: false,
        describe: 'certificates instead of client secrets (certificates/<app>.pem, made when missing)',
      })
      .option('print', {
        type: 'boolean',
        default: false,
        describe: 'print the settings, secrets included, instead of writing .env',
      })
      .option('settings', {
        type: 'string',
        default: files.env,
        defaultDescription: '.env',
        describe: 'the settings file',
      })
      .example('$0 register --tenant contoso', 'show the plan, ask, register, write .env')
      .example('$0 register --tenant contoso --dry-run', 'show the plan only')
      .example('$0 register --tenant contoso --certificate', 'with certificates'),
  handler: async (options) => {
    const terminal = createTerminal();
    const { web } = readAdministratorConfig();
    const graph = await connect(options, terminal);
    const { outcome, settings } = await register({
      ...options,
      graph,
      terminal,
      web,
      certificates: options.certificate && !options.dryRun ? await ownCertificates() : {},
      envFile: { path: options.settings, template: (await readIfThere(files.template)) ?? '' },
    });
    if (options.print) process.stdout.write(mergeEnvironment('', settings));
    if (outcome === 'registered') {
      terminal.print(options.print ? 'Done.' : `Done. The settings are in ${options.settings}.`);
      terminal.print('Next: pnpm tenant doctor');
    }
    if (outcome === 'declined') process.exitCode = 1;
  },
};

async function ownCertificates(): Promise<Certificates> {
  await mkdir(files.certificates, { recursive: true, mode: 0o700 });
  const certificates: Certificates = {};
  for (const app of confidential) {
    const path = join(files.certificates, `${app}.pem`);
    const there = (await readIfThere(path)) !== undefined;
    certificates[app] = there ? await readCertificate(path) : await createCertificate(path, app);
  }
  return certificates;
}
