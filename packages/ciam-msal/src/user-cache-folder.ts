import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const name = 'external-id-samples';

/**
 * These programs' folder in the user's cache folder: `XDG_CACHE_HOME` or `~/.cache`, `%LOCALAPPDATA%`, `~/Library/Caches`. It is an absolute
 * path whatever the environment says: tokens must not land in the working directory, which may be a repository.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ for relative paths, which count as absent
 */
export function userCacheFolder(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
  home: string = homeFolder(),
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Caches', name);
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), name, 'Cache');
  const { XDG_CACHE_HOME: cache = '' } = env;
  return join(isAbsolute(cache) ? cache : join(home, '.cache'), name);
}

/** A user whom the system does not know has none: `/` then, as in a container, where such a user cannot write. */
function homeFolder(): string {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : userInfo().homedir;
  } catch {
    return '/';
  }
}
