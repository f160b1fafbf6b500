import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const defaultDatabaseUrl = 'file:.data/todolist.db';

export function isDatabaseUrl(url: string): boolean {
  return isPostgresUrl(url) || /^file:(?!:memory:)[^?#]+$/.test(url);
}

export function isPostgresUrl(url: string): boolean {
  if (!/^postgres(?:ql)?:\/\/./.test(url) || !URL.canParse(url)) return false;
  const { pathname, search, hash } = new URL(url);
  // After an unencoded /, ? or # in a password, the rest would be read as the name of the database.
  return !/[@#]/.test(pathname + search + hash);
}

/**
 * Returns the path of a `file:` URL. A relative path starts at the root of the workspace or, if the API is deployed
 * alone, at its own folder.
 */
export function sqliteFile(url: string): string {
  return url.startsWith('file://') ? fileURLToPath(url) : resolve(baseFolder(), url.slice('file:'.length));
}

function baseFolder(): string {
  const packageFolder = resolve(import.meta.dirname, '..');
  const workspace = resolve(packageFolder, '../..');
  return existsSync(join(workspace, 'pnpm-workspace.yaml')) ? workspace : packageFolder;
}
