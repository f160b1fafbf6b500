import { join, resolve } from 'node:path';
import { isWorkspaceOf } from './workspace.ts';

/** The `.env` files of the program in a folder, the farther first: that at the root of the workspace it belongs to, and its own. */
export function environmentFilePaths(folder: string): string[] {
  const root = resolve(folder, '../..');
  return [...(isWorkspaceOf(root, folder) ? [join(root, '.env')] : []), join(folder, '.env')];
}
