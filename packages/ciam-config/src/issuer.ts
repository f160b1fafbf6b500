import type { TenantSettings } from './tenant-settings.ts';

const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ownPath = new RegExp(`^/(${guid})/v2\\.0/?$`, 'i');
const guidHost = new RegExp(`^https://(${guid})\\.ciamlogin\\.com/\\1/v2\\.0/?$`, 'i');

/**
 * The tenant ID, in lower case, in an issuer that the tenant of these settings may have: one on the authority's own origin, or
 * on the host that is named by the tenant ID itself. With TENANT_ID set, a custom URL domain may also have the issuer of
 * the tenant's subdomain or of login.microsoftonline.com, and a local tenant that is reached by a name of ALLOW_HTTP_HOSTS
 * the one that browsers on this machine see. Any other issuer gives undefined.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer
 */
export function tenantIdOfIssuer(settings: TenantSettings, issuer: string): string | undefined {
  const { authority, tenantId } = settings;
  const own = ownPath.exec(pathBelow(new URL(authority).origin, issuer)) ?? guidHost.exec(issuer);
  if (own) return own[1]?.toLowerCase();
  const origin = tenantId && otherOrigins(settings).find((name) => pathBelow(name, issuer) !== '');
  const found = origin && ownPath.exec(pathBelow(origin, issuer))?.[1]?.toLowerCase();
  return found === tenantId?.toLowerCase() ? found : undefined;
}

function pathBelow(origin: string, issuer: string): string {
  return issuer.startsWith(`${origin}/`) ? issuer.slice(origin.length) : '';
}

function otherOrigins({ authority, tenantSubdomain, httpHosts = [] }: TenantSettings): string[] {
  const { protocol, hostname, port } = new URL(authority);
  if (protocol === 'http:') {
    return httpHosts.includes(hostname) ? ['localhost', '127.0.0.1'].map((name) => `http://${name}:${port}`) : [];
  }
  return [`https://${tenantSubdomain}.ciamlogin.com`, 'https://login.microsoftonline.com'];
}
