/** One DNS label: letters, digits and inner hyphens, at most 63 characters. @see RFC 1035 §2.3.1 */
const dnsLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Whether `value` can be the subdomain of `ciamlogin.com` and `onmicrosoft.com`: one DNS label. */
export function isTenantSubdomain(value: string): boolean {
  return dnsLabel.test(value);
}

/**
 * The authority of an external tenant on Microsoft's own domain.
 *
 * @param tenantSubdomain `contoso` of contoso.onmicrosoft.com
 * @throws {RangeError} the subdomain is not one DNS label
 * @see https://learn.microsoft.com/entra/identity-platform/msal-client-application-configuration#authority
 * @example
 * ciamAuthority('contoso'); // 'https://contoso.ciamlogin.com/'
 */
export function ciamAuthority(tenantSubdomain: string): string {
  return `https://${normalized(tenantSubdomain)}.ciamlogin.com/`;
}

/**
 * The tenant's initial domain, `contoso.onmicrosoft.com`, which names the tenant in every endpoint's path.
 *
 * @throws {RangeError} the subdomain is not one DNS label
 */
export function initialDomain(tenantSubdomain: string): string {
  return `${normalized(tenantSubdomain)}.onmicrosoft.com`;
}

function normalized(tenantSubdomain: string): string {
  if (!isTenantSubdomain(tenantSubdomain)) {
    throw new RangeError('A tenant subdomain is the one word before .onmicrosoft.com, such as contoso.');
  }
  return tenantSubdomain.toLowerCase();
}
