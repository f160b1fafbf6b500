import { checkConsent } from '../protocol/consent.ts';
import { onlyResource, readDefaultScope, readScopes } from '../protocol/scopes.ts';
import { currentContext } from '../server/request-context.ts';
import type { DirectoryUser } from '../tenant/directory.ts';
import { graphApplication } from '../tenant/microsoft-graph.ts';
import type { Application } from '../tenant/model.ts';
import type { TenantContext } from '../tenant/tenant-context.ts';
import { tokenLifetime, userTokenLifetime } from '../tenant/token-lifetime.ts';
import { appTokenClaims, userTokenClaims } from './claims.ts';

/** The access token that a client would receive. */
export interface TokenRequested {
  client: Application;
  /** Whom the client acts for; itself when absent. */
  user: DirectoryUser | undefined;
  scopes: readonly string[];
}

/**
 * The claims of an access token, without the flow that leads to it. Scopes and consent count as they do there.
 * @throws EntraError
 */
export function accessTokenClaims(tenant: TenantContext, requested: TokenRequested): object {
  const { directory, clock } = tenant;
  const { client, user, scopes } = requested;
  // Asked over HTTP, the tenant issues under the name it was asked by.
  const issuer = currentContext()?.issuer ?? tenant.issuer;
  const origin = { directory, client, issuer, now: clock.seconds(), credential: credentialOf(client) };
  const scope = scopes.join(' ');
  if (!user) {
    const { resource } = readDefaultScope(scope, directory);
    return appTokenClaims({ ...origin, expiresIn: tokenLifetime(directory, resource), resource });
  }
  const read = readScopes(scope, client, directory);
  const resource = onlyResource(read, scope);
  checkConsent(read, client, directory);
  const openId = resource === graphApplication ? read.openId : [];
  const permissions = read.permissions.map((name) => name.slice(name.lastIndexOf('/') + 1));
  const expiresIn = userTokenLifetime(directory, resource);
  return userTokenClaims({ ...origin, expiresIn, resource, user, scopes: [...openId, ...permissions] });
}

/** How this client proves itself: `azpacr`. */
function credentialOf({ passwordCredentials, keyCredentials }: Application): '0' | '1' | '2' {
  if (passwordCredentials?.length) return '1';
  return keyCredentials?.length ? '2' : '0';
}
