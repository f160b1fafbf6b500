const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const ownPath = new RegExp(`^/(${guid})/v2\\.0/?$`, 'i');
const guidHost = new RegExp(`^https://(${guid})\\.ciamlogin\\.com/\\1/v2\\.0/?$`, 'i');

/**
 * The tenant ID, in lower case, in an issuer that this authority may speak for: one on the authority's own origin, or on
 * the host that is named by the tenant ID itself. Any other issuer gives undefined.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer
 */
export function tenantIdOfIssuer(authority: string, issuer: string): string | undefined {
  const { origin } = new URL(authority);
  const path = issuer.startsWith(`${origin}/`) ? issuer.slice(origin.length) : '';
  return (ownPath.exec(path) ?? guidHost.exec(issuer))?.[1]?.toLowerCase();
}
