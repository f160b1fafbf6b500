#!/usr/bin/env node
import { readArguments } from './command/arguments.ts';
import { describeEmulator } from './command/description.ts';
import { readTenantFile } from './command/tenant-file.ts';
import { EmulatorListenError } from './server/listen.ts';
import { startEmulator } from './start-emulator.ts';
import { TenantConfigurationError } from './tenant/configuration.ts';
import { localTls } from './tokens/local-tls.ts';

try {
  const {
    config: file,
    tls: withTls,
    tlsFolder,
    quiet,
    ...options
  } = readArguments(process.argv.slice(2), process.env);
  const config = file === undefined ? undefined : await readTenantFile(file);
  const tls = withTls ? await localTls(tlsFolder) : undefined;
  const emulator = await startEmulator({ ...options, ...(config ? { config } : {}), ...(tls ? { tls } : {}) });
  if (!quiet) process.stdout.write(`${describeEmulator(emulator, tls?.caFile)}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.close());
} catch (error) {
  if (!(error instanceof EmulatorListenError || error instanceof TenantConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
