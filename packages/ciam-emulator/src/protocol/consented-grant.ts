import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Directory } from '../tenant/directory.ts';
import type { Application } from '../tenant/model.ts';
import { consentedPermissions, openIdScopes, resourceIdentifier } from './scopes.ts';

type Grant = InstanceType<Provider['Grant']>;

/**
 * Returns the grant of an administrator's consent, which was given in advance: users see no consent page unless the app
 * sends `prompt=consent`.
 */
export async function consentedGrant(ctx: KoaContextWithOIDC, directory: Directory): Promise<Grant | undefined> {
  const { session, client, account } = ctx.oidc;
  const application = directory.application(client?.clientId ?? '');
  if (!session || !application || !account) return undefined;
  const { Grant } = ctx.oidc.provider;
  const known = session.grantIdFor(application.appId);
  const grant =
    (known === undefined ? undefined : await Grant.find(known)) ??
    new Grant({ accountId: account.accountId, clientId: application.appId });
  return addConsented(grant, application, directory);
}

/** Adds permissions to a grant that administrators have consented to since it was created. */
export async function renewGrant(
  id: string | undefined,
  client: Application,
  { provider, directory }: { provider: Provider; directory: Directory },
): Promise<void> {
  const grant = await provider.Grant.find(id ?? '');
  if (grant) await addConsented(grant, client, directory);
}

/** Adds all permissions to a grant that administrators have consented to. */
export async function addConsented(grant: Grant, client: Application, directory: Directory): Promise<Grant> {
  grant.addOIDCScope(openIdScopes.join(' '));
  for (const resource of directory.resources) {
    const names = consentedPermissions(client, resource, directory);
    if (names.length > 0) grant.addResourceScope(resourceIdentifier(resource), names.join(' '));
  }
  await grant.save();
  return grant;
}
