#!/usr/bin/env node
import { EmulatorListenError } from './server/listen.ts';
import { startEmulator } from './start-emulator.ts';
import type { Emulator } from './start-emulator.ts';
import { readArguments } from './command-arguments.ts';

try {
  const options = readArguments(process.argv.slice(2), process.env);
  const emulator = await startEmulator(options);
  if (!options.quiet) process.stdout.write(`${describe(emulator)}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void emulator.close().then(() => process.exit(0)));
  }
} catch (error) {
  if (!(error instanceof EmulatorListenError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** What to do with the tenant that now runs. */
function describe({ authority, tenantId, users, applications }: Emulator): string {
  return [
    `A local External ID tenant runs at ${authority} (tenant id ${tenantId}).`,
    'It is no identity provider: everything it keeps is lost when it ends, and its passwords are public.',
    '',
    'Users',
    ...users.map(({ mail, password }) => `  ${mail}  ${password ?? '(one-time passcode)'}`),
    '',
    'Applications',
    ...applications.map(({ appId, displayName }) => `  ${appId}  ${displayName}`),
    '',
    'Settings to paste',
    `  AUTHORITY=${authority}`,
    `  TENANT_ID=${tenantId}`,
  ].join('\n');
}
