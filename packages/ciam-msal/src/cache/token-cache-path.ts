import { createHash } from 'node:crypto';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment, TenantSettings } from 'ciam-config';
import type { ClientCredential } from '../credential/read-credential.ts';

/**
 * Returns the path of a program's token cache, in {@link userCacheFolder}. It differs for each tenant, client and
 * credential, so that the tokens of one are never used for another.
 *
 * @param program a short name, the first part of the file name
 * @param identity leave `credential` out for public clients
 */
export function tokenCachePath(
  program: string,
  identity: { tenant: TenantSettings; clientId: string; credential?: ClientCredential },
  env: Environment = process.env,
): string {
  const { tenant, clientId, credential } = identity;
  const { authority, tenantSubdomain, tenantId } = tenant;
  const key = [authority, tenantSubdomain, tenantId, clientId, credential && fingerprint(credential)];
  return join(userCacheFolder(env), `${program}-${hash(JSON.stringify(key))}.json`);
}

function fingerprint(credential: ClientCredential): string {
  if ('clientSecret' in credential) return hash(credential.clientSecret);
  if ('clientAssertion' in credential) return 'federated';
  const { clientCertificate } = credential;
  return 'thumbprint' in clientCertificate ? clientCertificate.thumbprint : clientCertificate.thumbprintSha256;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const folderName = 'external-id-samples';

/**
 * Returns these programs' folder in the user's cache folder: `XDG_CACHE_HOME` or `~/.cache`, `%LOCALAPPDATA%`,
 * `~/Library/Caches`. The path is always absolute: tokens must not end up in the working directory, which may be a
 * repository.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/ which ignores relative paths, too
 */
export function userCacheFolder(
  env: Environment,
  platform: NodeJS.Platform = process.platform,
  home: string = homeFolder(),
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Caches', folderName);
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), folderName, 'Cache');
  const { XDG_CACHE_HOME: cache = '' } = env;
  return join(isAbsolute(cache) ? cache : join(home, '.cache'), folderName);
}

/**
 * Returns the home folder, or `/` for a user that the system does not know, as in a container, where that user cannot
 * write.
 */
function homeFolder(): string {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : userInfo().homedir;
  } catch {
    return '/';
  }
}
