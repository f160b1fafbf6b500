import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  ConfigurationError,
  type Environment,
  loadEnvironment,
  overlaid,
  readEnvironment,
  readEnvironmentFile,
} from 'ciam-config';
import { mayOpenBrowser } from 'device-code/config';
import { parse } from 'dotenv';
import type { Program } from './doctor/programs.ts';
import type { Environments } from './doctor/settings.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The files that the commands read and write. */
export const files: Readonly<Record<'tenant' | 'template' | 'certificates', string>> = {
  tenant: resolve(root, 'tenant.json'),
  template: resolve(root, '.env.example'),
  certificates: resolve(root, 'certificates'),
};

export interface AdministratorConfig {
  /** An access token for Microsoft Graph from the environment. It replaces the sign-in. */
  graphAccessToken: string | undefined;
  /** Whether this machine can open a browser for the administrator. */
  canOpenBrowser: boolean;
}

/**
 * Reads the settings of the sign-in.
 *
 * @throws {ConfigurationError} naming every setting that is wrong
 */
export function readAdministratorConfig(env: Environment = loadEnvironment(root)): AdministratorConfig {
  return readEnvironment(env, (read) => {
    const graphAccessToken = read.optional('GRAPH_ACCESS_TOKEN', {
      purpose: 'an access token for Microsoft Graph, instead of signing in',
    });
    return { graphAccessToken, canOpenBrowser: process.stderr.isTTY && mayOpenBrowser(env) };
  });
}

/** The folder with each program's settings, which relative paths in them start from. */
export const programFolders: Readonly<Record<Program, string>> = {
  'device-code': resolve(root, 'apps/device-code'),
  'web-app': resolve(root, 'apps/web-app'),
  daemon: resolve(root, 'apps/daemon'),
  api: resolve(root, 'packages/todolist-api'),
};

/** Returns the environment that each program would read, and the files that cannot be read. */
export function doctorEnvironments(
  chosen: readonly Program[],
  folders: Readonly<Record<Program, string>> = programFolders,
): { environments: Environments; problems: string[] } {
  const environments: Environments = {};
  const problems = new Set<string>();
  for (const program of chosen) {
    try {
      environments[program] = loadEnvironment(folders[program]);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      for (const problem of error.problems) problems.add(problem);
    }
  }
  return { environments, problems: [...problems] };
}

/** Whether requests to the tenant leave through a proxy. */
export function readProxied(env: Environment = process.env): boolean {
  return ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].some((name) => env[name]?.trim());
}

/**
 * Reads the settings of a tenant file, which the environment overrides.
 *
 * @throws {ConfigurationError} when the settings file cannot be read
 */
export function readCompareSettings(
  { path, template }: { path: string; template: string },
  env: Environment = process.env,
): Environment {
  return overlaid(existsSync(path) ? readEnvironmentFile(path) : parse(template), env);
}
