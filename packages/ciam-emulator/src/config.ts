import { join, resolve } from 'node:path';

import { isWorkspaceOf, readEnvironmentFile, withoutEmpty } from 'ciam-config/env-file';

/** What the command reads from its environment. */
export interface EmulatorSettings {
  /** EMULATOR_PORT, as it was written. */
  port: string | undefined;
  /** EMULATOR_CONTROL_TOKEN */
  controlToken: string | undefined;
  /** What a tenant file may refer to. Other people's `REDIRECT_URI` is none of ours, so the real environment counts in a checkout alone. */
  variables: Environment;
  /** The same for a file that the user names, whose variables are meant. */
  ofNamedFile: Environment;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the real environment, over `.env` at the root of the checkout where this package lies in one. An empty value
 * counts as absent.
 * @throws {ConfigurationError} `.env` exists and cannot be read
 */
export function readSettings(packageFolder: string, env: Environment = process.env): EmulatorSettings {
  const root = resolve(packageFolder, '../..');
  const isCheckout = isWorkspaceOf(root, resolve(packageFolder));
  const file = isCheckout ? readEnvironmentFile(join(root, '.env')) : {};
  const read = (name: string): string | undefined => valueOf(env[name]) ?? valueOf(file[name]);
  return {
    port: read('EMULATOR_PORT'),
    controlToken: read('EMULATOR_CONTROL_TOKEN'),
    variables: isCheckout ? { ...file, ...withoutEmpty(env) } : {},
    ofNamedFile: { ...file, ...env },
  };
}

/** `tcp://…` is what Kubernetes puts there for a service called `emulator`; no person who runs this command wrote it. */
function valueOf(value = ''): string | undefined {
  return /^\s*(?:tcp|udp|sctp):\/\//i.test(value) ? undefined : value.trim() || undefined;
}
