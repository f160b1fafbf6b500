import { join } from 'node:path';

/** The `.env` files of the program in a folder. Where there are several, put the farther first. */
export function environmentFilePaths(folder: string): string[] {
  return [join(folder, '.env')];
}
