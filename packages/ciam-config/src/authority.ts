/**
 * One DNS label: letters, digits and inner hyphens, at most 63 characters.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-2.3.1
 */
const dnsLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Whether `value` is one DNS label, as the subdomain of `ciamlogin.com` and `onmicrosoft.com` must be. */
export function isTenantSubdomain(value: string): boolean {
  return dnsLabel.test(value);
}

/**
 * Returns the authority of an external tenant on Microsoft's own domain.
 *
 * @param tenantSubdomain `contoso` of contoso.onmicrosoft.com
 * @throws {RangeError} when the subdomain is not one DNS label
 * @see https://learn.microsoft.com/entra/identity-platform/msal-client-application-configuration#authority
 * @example
 * ciamAuthority('contoso'); // 'https://contoso.ciamlogin.com/'
 */
export function ciamAuthority(tenantSubdomain: string): string {
  return `https://${normalized(tenantSubdomain)}.ciamlogin.com/`;
}

/**
 * Returns the tenant's initial domain, `contoso.onmicrosoft.com`, which names the tenant in the path of every endpoint.
 *
 * @throws {RangeError} when the subdomain is not one DNS label
 */
export function initialDomain(tenantSubdomain: string): string {
  return `${normalized(tenantSubdomain)}.onmicrosoft.com`;
}

function normalized(tenantSubdomain: string): string {
  if (!isTenantSubdomain(tenantSubdomain)) {
    throw new RangeError('A tenant subdomain is the part before .onmicrosoft.com, such as contoso.');
  }
  return tenantSubdomain.toLowerCase();
}
