import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { parse } from 'dotenv';

/** What the command is told by its environment. */
export interface EmulatorSettings {
  /** EMULATOR_PORT, as it was written. */
  port: string | undefined;
  /** EMULATOR_CONTROL_TOKEN */
  controlToken: string | undefined;
  /** What a tenant file may refer to. Other people's `REDIRECT_URI` is none of ours, so the real environment counts in a checkout alone. */
  variables: Environment;
}

/** A file of settings is there and cannot be read. */
export class SettingsFileError extends Error {
  override readonly name = 'SettingsFileError';
  readonly code = 'settings_file_unreadable';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the real environment, over `.env` at the root of the checkout where this package lies in one. An empty value
 * counts as absent.
 * @throws SettingsFileError
 */
export function readSettings(packageFolder: string, env: Environment = process.env): EmulatorSettings {
  const root = resolve(packageFolder, '../..');
  const isCheckout = existsSync(join(root, 'pnpm-workspace.yaml'));
  const file = isCheckout ? readFile(join(root, '.env')) : {};
  const read = (name: string): string | undefined => valueOf(env[name]) ?? valueOf(file[name]);
  return {
    port: read('EMULATOR_PORT'),
    controlToken: read('EMULATOR_CONTROL_TOKEN'),
    variables: isCheckout ? { ...file, ...withValues(env) } : {},
  };
}

function withValues(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}

/** `tcp://…` is what Kubernetes puts there for a service called `emulator`; nobody who runs this command wrote it. */
function valueOf(value = ''): string | undefined {
  return /^(?:tcp|udp|sctp):\/\//.test(value) ? undefined : value.trim() || undefined;
}

function readFile(path: string): Environment {
  if (!existsSync(path)) return {};
  try {
    return parse(readFileSync(path));
  } catch (cause) {
    throw new SettingsFileError(`${path} exists but cannot be read. Make it readable, or remove it.`, { cause });
  }
}
