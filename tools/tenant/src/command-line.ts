import yargs, { type Argv } from 'yargs';
import type { CertificateArguments } from './commands/certificate-command.ts';
import type { CleanupArguments } from './commands/cleanup-command.ts';
import type { DoctorArguments } from './commands/doctor-command.ts';
import type { CompareArguments } from './commands/compare-command.ts';
import type { ExportArguments } from './commands/export-command.ts';
import type { RegisterArguments } from './commands/register-command.ts';
import { programs } from './doctor/programs.ts';
import { checkArguments, tenantName, usageError, webAddress, withValue } from './usage.ts';

/**
 * Defines `pnpm tenant <command>`. Each command imports its dependencies when it runs, so that help and usage errors
 * appear at once.
 *
 * @throws {UsageError} when the command line is wrong
 */
export function commandLine(args: string[]): Argv {
  checkArguments(args);
  return yargs(args)
    .scriptName('pnpm tenant')
    .usage('$0 <command>\n\nSets up an external tenant for the samples, checks a setup, and removes it again.')
    .command(
      'register',
      'Register the samples in an external tenant and write .env',
      registerOptions,
      async (options) => (await import('./commands/register-command.ts')).runRegister(options),
    )
    .command(
      'doctor',
      'Check the settings against the tenant, and show how to fix them',
      doctorOptions,
      async (options) => (await import('./commands/doctor-command.ts')).runDoctor(options),
    )
    .command(
      'certificate [app]',
      'Create a key and a self-signed certificate for an app',
      certificateOptions,
      async (options) => (await import('./commands/certificate-command.ts')).runCertificate(options),
    )
    .command('cleanup', 'Remove what register created, and nothing else', cleanupOptions, async (options) =>
      (await import('./commands/cleanup-command.ts')).runCleanup(options),
    )
    .command(
      'export',
      'Write a tenant file from an external tenant, so that you can run it locally',
      exportOptions,
      async (options) => (await import('./commands/export-command.ts')).runExport(options),
    )
    .command(
      'compare',
      'Compare the tenant of .env with the local tenant, request by request',
      compareOptions,
      async (options) => (await import('./commands/compare-command.ts')).runCompare(options),
    )
    .demandCommand(1, 'Name a command: register, export, doctor, compare, certificate or cleanup.')
    .strictCommands()
    .strict()
    .detectLocale(false)
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .version(false)
    .fail((message: string, error: Error | undefined) => {
      // Errors of the commands arrive here, too.
      if (error && error.name !== 'YError') throw error;
      throw usageError(error?.message ?? message, args);
    });
}

function registerOptions(args: Argv): Argv<RegisterArguments> {
  return administratorOptions(args)
    .option('tenant', tenantOption)
    .option('certificate', {
      type: 'boolean',
      default: false,
      describe: 'use certificates instead of client secrets (certificates/<app>.pem, created if missing)',
    })
    .option('print', {
      type: 'boolean',
      default: false,
      describe: 'print the settings, with secrets, instead of writing .env',
    })
    .option('settings', withValue('the settings file (default .env)'))
    .option('prune', {
      type: 'boolean',
      default: false,
      describe: 'delete what has the marks of the file but is not in it',
    })
    .option('fix', {
      type: 'boolean',
      default: false,
      describe: 'repair what doctor --tenant found; do not change credentials or .env',
    })
    .option('any-tenant-type', {
      type: 'boolean',
      default: false,
      describe: 'accept a tenant that is not an external tenant',
    })
    .example('$0 register --tenant contoso', 'show the plan, ask, register, write .env')
    .example('$0 register --tenant contoso --dry-run', 'show the plan only')
    .example('$0 register --dry-run', 'show the plan for an empty tenant, without signing in')
    .example('$0 register --tenant contoso --certificate', 'use certificates');
}

function doctorOptions(args: Argv): Argv<DoctorArguments> {
  return signInOptions(args)
    .option('tenant', {
      ...tenantOption,
      describe: 'also check this tenant through Microsoft Graph, as an administrator',
    })
    .option('file', fileOption)
    .option('app', {
      choices: programs,
      array: true,
      default: [...programs],
      defaultDescription: 'all',
      describe: 'what to check',
    })
    .option('json', { type: 'boolean', default: false, describe: 'print the findings as JSON' })
    .example('$0 doctor', 'check everything; exit with 1 if something is wrong')
    .example('$0 doctor --app web-app', 'check only the web app')
    .example('$0 doctor --tenant contoso', 'also compare the tenant with tenant.json');
}

function certificateOptions(args: Argv): Argv<CertificateArguments> {
  return args
    .positional('app', { type: 'string', describe: 'the app that will use it, by its name in tenant.json' })
    .option('file', fileOption)
    .option('out', withValue('the PEM file to write (default certificates/<app>.pem)'))
    .example('$0 certificate daemon', 'write certificates/daemon.pem, valid for a year');
}

function cleanupOptions(args: Argv): Argv<CleanupArguments> {
  return administratorOptions(args)
    .option('tenant', { ...tenantOption, demandOption: true })
    .example('$0 cleanup --tenant contoso', 'show what will be removed, ask, remove it');
}

const tenantOption = withValue('your external tenant: contoso, contoso.onmicrosoft.com or its ID', tenantName);
const fileOption = withValue('the tenant file (default tenant.json)');

function compareOptions(args: Argv): Argv<CompareArguments> {
  return args
    .option('file', fileOption)
    .option('settings', withValue('the settings file (default .env beside the tenant file)'))
    .option('fixture', withValue('write the responses of the tenant to this file, without IDs, tokens and secrets'))
    .example('$0 compare', 'exit with 1 if something differs')
    .example('$0 compare --fixture observed.json', 'write a file to attach to an issue');
}

function exportOptions(args: Argv): Argv<ExportArguments> {
  return signInOptions(args)
    .option('tenant', { ...tenantOption, demandOption: true })
    .option('out', withValue('the folder to write tenant.json and .env to (default exported-<tenant>)'))
    .example('$0 export --tenant contoso', 'write exported-contoso/tenant.json and exported-contoso/.env');
}

/** Adds the options that `register` and `cleanup` share. */
function administratorOptions(args: Argv): Argv<Omit<CleanupArguments, 'tenant'>> {
  return signInOptions(args)
    .option('file', fileOption)
    .option('adopt', {
      type: 'string',
      array: true,
      default: [],
      defaultDescription: 'none',
      describe: 'treat the app registration with this client ID, or the user flow with this ID, as yours',
    })
    .option('yes', { type: 'boolean', default: false, describe: 'do not ask' })
    .option('dry-run', { type: 'boolean', default: false, describe: 'show what would change, but change nothing' });
}

function signInOptions(args: Argv): Argv<Pick<CleanupArguments, 'use-device-code' | 'graph' | 'authority'>> {
  return args
    .option('use-device-code', {
      type: 'boolean',
      default: false,
      describe: 'sign in with a code on another machine, even if a browser can be opened on this one',
    })
    .option('graph', {
      ...withValue('the address of Microsoft Graph', webAddress),
      default: 'https://graph.microsoft.com',
    })
    .option('authority', {
      ...withValue('the authority for administrators', webAddress),
      default: 'https://login.microsoftonline.com',
    })
    .group(['graph', 'authority'], 'For tests:');
}
