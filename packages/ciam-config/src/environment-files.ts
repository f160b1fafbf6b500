import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { ConfigurationError } from './configuration-error.ts';

/** Variables by name; an absent one is undefined, an empty one counts as absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What a program's environment is: the real one, over `.env` in the program's own folder, over `.env` at the root of the
 * workspace that holds it. The working directory plays no part. An empty value never hides another.
 *
 * @param programFolder the folder of the program's package.json
 * @throws ConfigurationError when a file exists and cannot be read
 */
export function loadEnvironment(programFolder: string, env: Environment = process.env): Environment {
  const folder = resolve(programFolder);
  const root = resolve(folder, '../..');
  const files = [...(existsSync(join(root, 'pnpm-workspace.yaml')) ? [join(root, '.env')] : []), join(folder, '.env')];
  return Object.assign({}, ...files.map(readFile).map(withoutEmpty), withoutEmpty(env));
}

function readFile(path: string): Environment {
  try {
    return parse(readFileSync(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError([`${path} exists but cannot be read: ${reason}. Make it readable, or remove it.`]);
  }
}

function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));
}
