import { join } from 'node:path';
import { parse } from 'dotenv';
import { readIfThere } from './env-file.ts';

/**
 * Reports which settings in the `.env` at the root do not apply to a program, because its own `.env` overrides them.
 *
 * @param folders the folders of the programs
 */
export async function overriddenSettings(rootFile: string, folders: readonly string[]): Promise<string[]> {
  const atRoot = parse((await readIfThere(rootFile)) ?? '');
  const notes = folders.map(async (folder) => {
    const file = join(folder, '.env');
    const own = parse((await readIfThere(file)) ?? '');
    const names = Object.keys(own).filter((name) => own[name] && atRoot[name] && own[name] !== atRoot[name]);
    return names.length > 0 ? [`${file} sets ${names.join(', ')}, too, and wins there.`] : [];
  });
  return (await Promise.all(notes)).flat();
}
