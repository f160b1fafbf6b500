import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it that are missing: for this user alone, unless `mode` says otherwise. Node's own `recursive`
 * never returns in a file system such as `/proc`, which reports that an existing folder does not exist.
 *
 * @throws the error of the file system
 */
export function makeFolder(folder: string, mode = 0o700): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' && !existsSync(dirname(folder))) {
      makeFolder(dirname(folder), mode);
      mkdirSync(folder, { mode });
    } else if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
