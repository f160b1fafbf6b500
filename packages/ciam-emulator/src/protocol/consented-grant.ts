import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

import type { Tenant } from '../tenant/tenant.ts';
import { entraErrors } from './entra-errors.ts';
import { consentedPermissions, openIdScopes, resourceIdentifier } from './scopes.ts';

/** Consent is an administrator's, given beforehand: a sign-in meets no page for it unless asked by `prompt=consent`. */
export async function consentedGrant(
  ctx: KoaContextWithOIDC,
  { directory }: Tenant,
): Promise<InstanceType<Provider['Grant']> | undefined> {
  const { session, client, account } = ctx.oidc;
  if (!session || !client || !account) return undefined;
  const { Grant } = ctx.oidc.provider;
  const known = session.grantIdFor(client.clientId);
  const grant =
    (known === undefined ? undefined : await Grant.find(known)) ??
    new Grant({ accountId: account.accountId, clientId: client.clientId });
  const application = directory.application(client.clientId);
  if (application?.appRoleAssignmentRequired && directory.roles(account.accountId, application).length === 0) {
    const cause = entraErrors.notAssignedUser(application.appId, application.displayName);
    throw new errors.AccessDenied(undefined, { cause });
  }
  grant.addOIDCScope(openIdScopes.join(' '));
  for (const resource of directory.resources) {
    const names = application ? consentedPermissions(application, resource, directory) : [];
    if (names.length > 0) grant.addResourceScope(resourceIdentifier(resource), names.join(' '));
  }
  await grant.save();
  return grant;
}
