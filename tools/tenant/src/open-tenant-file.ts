import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { loadEnvironment, shownPath } from 'ciam-config';
import { parseTenantFile, readTenantJson, TenantConfigurationError, type TenantFile } from 'ciam-emulator/tenant-file';
import { files } from './config.ts';
import { readIfExists } from './env-file.ts';
import { RegistrationError } from './registration/registration-error.ts';

export interface OpenedTenantFile {
  file: TenantFile;
  /** The settings file beside it. */
  envFile: { path: string; template: string };
  /** The folders of its programs. */
  folders: string[];
}

/**
 * Reads a tenant file with the variables of its programs.
 *
 * @param path default: `tenant.json` of this repository
 * @param settings the settings file, if it is not `.env` beside the tenant file
 * @throws {RegistrationError} `tenant_file_invalid` when the file is missing or invalid
 */
export async function openTenantFile(path: string = files.tenant, settings?: string): Promise<OpenedTenantFile> {
  const json = await readJson(path);
  const folder = dirname(resolve(path));
  const own = loadEnvironment(folder);
  const variables = (program: string | undefined) =>
    program === undefined ? own : { ...own, ...loadEnvironment(resolve(folder, program)) };
  try {
    const file = await parseTenantFile(json, variables);
    const isOurs = relative(path, files.tenant) === '';
    const programs = file.applications.map(({ env }) => env?.folder).filter((name) => name !== undefined);
    return {
      file,
      envFile: {
        path: settings ?? join(folder, '.env'),
        template: isOurs ? ((await readIfExists(files.template)) ?? '') : '',
      },
      folders: [...new Set(programs)].map((name) => resolve(folder, name)),
    };
  } catch (error) {
    if (!(error instanceof TenantConfigurationError)) throw error;
    throw unusable(`${path} is not a tenant file:\n${error.problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

async function readJson(path: string): Promise<unknown> {
  if (!existsSync(path)) throw unusable(`${shownPath(path)} does not exist.`);
  return readTenantJson(path, shownPath(path)).catch((error: unknown) => {
    if (!(error instanceof TenantConfigurationError)) throw error;
    throw unusable(`${error.problems.join(' ')}.`);
  });
}

function unusable(text: string): RegistrationError {
  return new RegistrationError('tenant_file_invalid', text);
}
