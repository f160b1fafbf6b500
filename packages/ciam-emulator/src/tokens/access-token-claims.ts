import { checkConsent } from '../protocol/consent.ts';
import { onlyResource, readDefaultScope, readScopes } from '../protocol/scopes.ts';
import { currentContext } from '../server/request-context.ts';
import type { DirectoryUser } from '../tenant/directory.ts';
import { graphApplication } from '../tenant/microsoft-graph.ts';
import type { Application } from '../tenant/model.ts';
import type { TenantContext } from '../tenant/tenant-context.ts';
import { tokenLifetime, userTokenLifetime } from '../tenant/token-lifetime.ts';
import { appTokenClaims, userTokenClaims } from './claims.ts';

/** The requested access token. */
export interface TokenRequested {
  client: Application;
  /** The user that the client acts for. Undefined if it acts as itself. */
  user: DirectoryUser | undefined;
  scopes: readonly string[];
}

/**
 * Returns the claims of an access token without running the flow. Scopes and consent are checked as in the flow.
 *
 * @throws {EntraError} with the number that the client would be refused with
 */
export function accessTokenClaims(tenant: TenantContext, requested: TokenRequested): object {
  const { directory, clock } = tenant;
  const { client, user, scopes } = requested;
  // Over HTTP, the issuer follows the name in the request.
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

/** Returns how this client authenticates: `azpacr`. */
function credentialOf({ passwordCredentials, keyCredentials }: Application): '0' | '1' | '2' {
  if (passwordCredentials?.length) return '1';
  return keyCredentials?.length ? '2' : '0';
}
