import { join } from 'node:path';

/** Returns the paths of a program's `.env` files. If you have several, put the one with the lowest priority first. */
export function environmentFilePaths(folder: string): string[] {
  return [join(folder, '.env')];
}
