/** One DNS label: letters, digits and inner hyphens, at most 63 characters. @see RFC 1035 §2.3.1 */
const dnsLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Whether `value` can be the subdomain of `ciamlogin.com` and `onmicrosoft.com`: one DNS label. */
export function isTenantSubdomain(value: string): boolean {
  return dnsLabel.test(value);
}

/**
 * The subdomain in lower case, as it stands in the tenant's addresses.
 *
 * @throws RangeError when it is not one DNS label
 */
export function normalizeSubdomain(tenantSubdomain: string): string {
  if (!isTenantSubdomain(tenantSubdomain)) {
    throw new RangeError(
      `"${tenantSubdomain}" is no tenant subdomain: it is the one word before .onmicrosoft.com, such as contoso.`,
    );
  }
  return tenantSubdomain.toLowerCase();
}

/**
 * The tenant's initial domain, `contoso.onmicrosoft.com`, which names the tenant in every endpoint's path.
 *
 * @throws RangeError when the subdomain is not one DNS label
 */
export function initialDomain(tenantSubdomain: string): string {
  return `${normalizeSubdomain(tenantSubdomain)}.onmicrosoft.com`;
}
