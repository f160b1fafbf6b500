import { join } from 'node:path';
import { parseSettings, readSettingsFile } from './env-file.ts';

/**
 * Reports which settings in the `.env` at the root do not apply to a program, because its own `.env` overrides them.
 *
 * @param folders the folders of the programs
 */
export async function overriddenSettings(rootFile: string, folders: readonly string[]): Promise<string[]> {
  const atRoot = parseSettings(await readSettingsFile(rootFile));
  const notes = folders.map(async (folder) => {
    const file = join(folder, '.env');
    const own = parseSettings(await readSettingsFile(file));
    const names = Object.keys(own).filter((name) => own[name] && atRoot[name] && own[name] !== atRoot[name]);
    return names.length > 0 ? [`${file} also sets ${names.join(', ')}, and overrides these settings there.`] : [];
  });
  return (await Promise.all(notes)).flat();
}
