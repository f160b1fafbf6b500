import { join, resolve } from 'node:path';
import { isWorkspaceOf, readEnvironmentFile, withoutEmpty } from 'ciam-config/env-file';

/** The settings that the command reads from its environment. */
export interface EmulatorSettings {
  /** EMULATOR_PORT, as written. */
  port: string | undefined;
  /** EMULATOR_CONTROL_TOKEN */
  controlToken: string | undefined;
  /**
   * The variables that a tenant file may refer to. Outside a checkout the environment is ignored, because its
   * `REDIRECT_URI` may belong to another program.
   */
  variables: Environment;
  /** The variables for a file that the user names, which include the environment everywhere. */
  ofNamedFile: Environment;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings: the environment overrides `.env` at the root of the checkout that contains this package. An empty
 * value counts as absent.
 *
 * @throws {ConfigurationError} when `.env` exists but cannot be read
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

/**
 * Ignores `tcp://…`, which Kubernetes sets for a service named `emulator`, and quotes that `docker --env-file` leaves
 * around a value.
 */
function valueOf(value = ''): string | undefined {
  const plain = value.trim().replace(/^(["'])(.*)\1$/s, '$2');
  return /^(?:tcp|udp|sctp):\/\//i.test(plain) ? undefined : plain || undefined;
}
