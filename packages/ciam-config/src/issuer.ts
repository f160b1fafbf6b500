import { guidPattern as guid } from './guards.ts';
import type { TenantSettings } from './tenant-settings.ts';

const ownPath = new RegExp(`^/(${guid})/v2\\.0/?$`, 'i');
const loopbackOrigin = /^http:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(?=\/)/;
const guidHost = new RegExp(`^https://(${guid})\\.ciamlogin\\.com/\\1/v2\\.0/?$`, 'i');

/**
 * Returns the tenant ID, in lower case, from an issuer that the tenant of these settings may have; otherwise undefined.
 * Valid issuers are on the authority's own origin, or on the host named after the tenant ID. With TENANT_ID set, a
 * custom URL domain may also have the issuer of the tenant's subdomain or of login.microsoftonline.com. A local tenant
 * that is reached by a name in ALLOW_HTTP_HOSTS may have the issuer that browsers on this machine see.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer
 */
export function tenantIdOfIssuer(settings: TenantSettings, issuer: string): string | undefined {
  const { authority, tenantId } = settings;
  const own = ownPath.exec(pathBelow(new URL(authority).origin, issuer)) ?? guidHost.exec(issuer);
  if (own) return own[1]?.toLowerCase();
  const other = ownPath.exec(pathBelow(otherOrigin(settings, issuer), issuer))?.[1]?.toLowerCase();
  return tenantId !== undefined && other === tenantId.toLowerCase() ? other : undefined;
}

function pathBelow(origin: string | undefined, issuer: string): string {
  return origin !== undefined && issuer.startsWith(`${origin}/`) ? issuer.slice(origin.length) : '';
}

function otherOrigin(
  { authority, tenantSubdomain, httpHosts = [] }: TenantSettings,
  issuer: string,
): string | undefined {
  const { protocol, hostname } = new URL(authority);
  if (protocol === 'http:') {
    return httpHosts.includes(hostname) ? loopbackOrigin.exec(issuer)?.[0] : undefined;
  }
  const origins = [`https://${tenantSubdomain}.ciamlogin.com`, 'https://login.microsoftonline.com'];
  return origins.find((origin) => issuer.startsWith(`${origin}/`));
}
