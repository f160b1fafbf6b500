import { join } from 'node:path';

import { ConfigurationError } from 'ciam-config/env-file';

import { readSettings } from '../config.ts';
import { ControlTokenError } from '../control/access.ts';
import { EmulatorListenError, RemoteHostError } from '../server/listen.ts';
import { OriginError } from '../server/origin.ts';
import type { Emulator } from '../start-emulator.ts';
import { TenantConfigurationError } from '../tenant/configuration.ts';
import { KeysFileError } from '../tokens/keys-file.ts';
import { TlsFolderError } from '../tokens/local-tls.ts';
import { makeSigningKey } from '../tokens/signing-keys.ts';
import { readArguments, usage, UsageError } from './arguments.ts';
import { describeEmulator, emulatorLine } from './description.ts';

/** Mistakes of the command line and the settings end with 2, as in the other programs. */
const usageErrors = [
  UsageError,
  ConfigurationError,
  TenantConfigurationError,
  OriginError,
  ControlTokenError,
  RemoteHostError,
  TlsFolderError,
  KeysFileError,
];

/** Reads the command line, starts a tenant, prints it, and ends it on a signal. */
export async function run(): Promise<void> {
  outliveReaders();
  try {
    const settings = readSettings(join(import.meta.dirname, '../..'));
    const options = readArguments(process.argv.slice(2), settings);
    if (options.help) {
      process.stdout.write(usage);
      return;
    }
    // Making a key takes as long as loading the tenant.
    const firstKey = options.keys === undefined ? makeSigningKey() : undefined;
    const { start } = await import('./start.ts');
    const { emulator, caFile } = await start(options, settings, firstKey);
    const describe = options.json ? emulatorLine : describeEmulator;
    if (!options.quiet) process.stdout.write(`${describe(emulator, caFile)}\n`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(emulator));
  } catch (error) {
    const isUsage = usageErrors.some((kind) => error instanceof kind);
    if (!(error instanceof Error) || !(isUsage || error instanceof EmulatorListenError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = isUsage ? 2 : 1;
  }
}

/** A reader of the output may stop, and a disk may be full: the tenant runs on. */
function outliveReaders(): void {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.stderr.write(`The output could not be written (${code ?? message}).\n`);
  });
  process.stderr.on('error', () => undefined);
}

/** Output that is not read is waited for one second at most. */
async function end(emulator: Emulator): Promise<void> {
  await emulator.close();
  setTimeout(() => process.exit(), 1000).unref();
}
