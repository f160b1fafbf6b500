import { join, resolve } from 'node:path';
import { isWorkspaceOf } from './workspace.ts';

/**
 * Returns the paths of a program's `.env` files: first that of the workspace, if the program belongs to one, then its
 * own.
 */
export function environmentFilePaths(folder: string): string[] {
  const root = resolve(folder, '../..');
  return [...(isWorkspaceOf(root, folder) ? [join(root, '.env')] : []), join(folder, '.env')];
}
