import { ciamAuthority, isTenantSubdomain } from './authority.ts';
import type { EnvironmentReader } from './environment-reader.ts';
import { looksSecret } from './redact.ts';

/** The tenant that a program signs in to. */
export interface TenantSettings {
  /** `contoso` of contoso.onmicrosoft.com */
  tenantSubdomain: string;
  /** The origin of the tenant with a trailing slash: `https://contoso.ciamlogin.com/` or a custom URL domain. */
  authority: string;
  /** The directory (tenant) ID, if it is set. Discovery must then find the same ID. */
  tenantId?: string | undefined;
  /** The hosts besides this machine whose http endpoints are accepted, for development. */
  httpHosts?: readonly string[] | undefined;
}

/** Reads TENANT_SUBDOMAIN, TENANT_ID, AUTHORITY and ALLOW_HTTP_HOSTS. */
export function readTenantSettings(read: EnvironmentReader): TenantSettings {
  const given = read.required('TENANT_SUBDOMAIN', {
    purpose: 'the one word before .onmicrosoft.com in the primary domain of your external tenant, such as contoso',
    find:
      'In the admin center (https://entra.microsoft.com): Tenant overview > Overview > Primary domain. ' +
      'For the local tenant: copy .env.example to .env.',
  });
  const tenantSubdomain = given.toLowerCase();
  const tenantId = read.optionalGuid('TENANT_ID', {
    purpose: 'the directory (tenant) ID; leave it out to have it discovered',
    find: 'In the admin center (https://entra.microsoft.com): Tenant overview > Overview > Tenant ID.',
  });
  const wellFormed = isTenantSubdomain(tenantSubdomain) && !looksSecret(given);
  if (!wellFormed) {
    read.problem(
      'TENANT_SUBDOMAIN',
      'TENANT_SUBDOMAIN is not one word of letters, digits and hyphens. ' +
        'For contoso.onmicrosoft.com, it is contoso.',
    );
  }
  const authority = read.url('AUTHORITY', {
    purpose: 'the address of the tenant, needed only with a custom URL domain or a local tenant',
    find: 'Leave it out to use https://<TENANT_SUBDOMAIN>.ciamlogin.com/.',
    // Never used, because a missing subdomain is already a problem.
    default: wellFormed ? ciamAuthority(tenantSubdomain) : 'https://ciamlogin.com/',
    httpLoopbackOnly: true,
  });
  if (read.production && authority.startsWith('http:')) {
    read.problem(
      'AUTHORITY',
      'AUTHORITY is http, which is allowed only for a local tenant in development. Use https, or do not set NODE_ENV to production.',
    );
  }
  const httpHosts = read.httpHosts();
  return {
    tenantSubdomain,
    authority: authority === '' ? '' : new URL('/', authority).href,
    tenantId: tenantId || undefined,
    ...(httpHosts.length > 0 ? { httpHosts } : {}),
  };
}
