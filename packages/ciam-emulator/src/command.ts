#!/usr/bin/env node
import { join } from 'node:path';

import { ConfigurationError } from 'ciam-config/env-file';

import { readArguments, UsageError } from './command/arguments.ts';
import { describeEmulator, emulatorLine } from './command/description.ts';
import { readTenantFile } from './command/tenant-file.ts';
import { certificateNames } from './command/certificate-names.ts';
import { ControlTokenError } from './control/access.ts';
import { readSettings } from './config.ts';
import { EmulatorListenError, RemoteHostError } from './server/listen.ts';
import { OriginError } from './server/origin.ts';
import { startEmulator } from './start-emulator.ts';
import type { Emulator } from './start-emulator.ts';
import { TenantConfigurationError } from './tenant/configuration.ts';
import { defaultTenantWith } from './tenant/default-tenant.ts';
import { KeysFileError } from './tokens/keys-file.ts';
import { localTls, TlsFolderError } from './tokens/local-tls.ts';

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

// A reader of the output may stop, and a disk may be full: the tenant runs on.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code !== 'EPIPE') process.stderr.write(`The output could not be written (${code ?? message}).\n`);
});
process.stderr.on('error', () => undefined);

/** A function, because the published bundle is CommonJS and has no `await` at its top level. */
async function main(): Promise<void> {
  try {
    const settings = readSettings(join(import.meta.dirname, '..'));
    const {
      config: file,
      tls: withTls,
      tlsFolder,
      quiet,
      json,
      origin,
      backChannelOrigin,
      controlToken,
      keys,
      ...options
    } = readArguments(process.argv.slice(2), settings);
    const { variables } = settings;
    const config =
      file === undefined ? defaultTenantWith(variables) : await readTenantFile(file, { ...variables, ...process.env });
    const tls = withTls
      ? await localTls(tlsFolder, certificateNames(options.host, [origin, backChannelOrigin]))
      : undefined;
    const emulator = await startEmulator({
      ...options,
      ...(origin === undefined ? {} : { origin }),
      ...(backChannelOrigin === undefined ? {} : { backChannelOrigin }),
      ...(controlToken === undefined ? {} : { controlToken }),
      ...(keys === undefined ? {} : { keys }),
      config,
      ...(tls ? { tls } : {}),
    });
    const describe = json ? emulatorLine : describeEmulator;
    if (!quiet) process.stdout.write(`${describe(emulator, tls?.caFile)}\n`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(emulator));
  } catch (error) {
    const usage = usageErrors.some((kind) => error instanceof kind);
    if (!(error instanceof Error) || !(usage || error instanceof EmulatorListenError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = usage ? 2 : 1;
  }
}

/** Output that is not read is waited for one second at most. */
async function end(emulator: Emulator): Promise<void> {
  await emulator.close();
  setTimeout(() => process.exit(), 1000).unref();
}

void main();
