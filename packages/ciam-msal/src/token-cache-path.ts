import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { TenantSettings } from 'ciam-config';
import type { ClientCredential } from './credential/read-credential.ts';
import { userCacheFolder } from './user-cache-folder.ts';

/**
 * Where a program keeps its tokens: a file in {@link userCacheFolder} whose name differs with the tenant, the client and its
 * credential, so that tokens of one are never taken for another's.
 *
 * @param program a short name, the first part of the file's name
 * @param identity `credential` is left out for public clients
 */
export function tokenCachePath(
  program: string,
  identity: { tenant: TenantSettings; clientId: string; credential?: ClientCredential },
  env: Readonly<Record<string, string | undefined>> = process.env,
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
