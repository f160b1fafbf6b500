import { readFileSync } from 'node:fs';
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

/** Errors in the command line and the settings exit with 2, as in the other programs. */
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

const folder = join(import.meta.dirname, '../..');

/** Runs the command: starts a tenant, prints its description, and ends it on a signal. */
export async function run(): Promise<void> {
  outliveReaders();
  try {
    const settings = readSettings(folder);
    const options = readArguments(process.argv.slice(2), settings);
    if (options.help || options.version) {
      process.stdout.write(options.help ? usage : `${ownVersion()}\n`);
      return;
    }
    // Start generating a key now, because it takes as long as loading the tenant.
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

function ownVersion(): string {
  const { version }: { version: string } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return version;
}

/** Keeps the tenant running if a reader of the output stops or the disk is full. */
function outliveReaders(): void {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.stderr.write(`The output could not be written (${code ?? message}).\n`);
  });
  process.stderr.on('error', () => undefined);
}

/** Closes the tenant, and waits up to one second for the output to be read. */
async function end(emulator: Emulator): Promise<void> {
  await emulator.close();
  setTimeout(() => process.exit(), 1000).unref();
}
