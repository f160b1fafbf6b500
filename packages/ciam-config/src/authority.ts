import { normalizeSubdomain } from './tenant-subdomain.ts';

/**
 * The authority of an external tenant on Microsoft's own domain.
 *
 * @param tenantSubdomain `contoso` of contoso.onmicrosoft.com
 * @throws RangeError when the subdomain is not one DNS label
 * @see https://learn.microsoft.com/entra/identity-platform/msal-client-application-configuration#authority
 * @example
 * ciamAuthority('contoso'); // 'https://contoso.ciamlogin.com/'
 */
export function ciamAuthority(tenantSubdomain: string): string {
  return `https://${normalizeSubdomain(tenantSubdomain)}.ciamlogin.com/`;
}
