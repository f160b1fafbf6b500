import type { KoaContextWithOIDC } from 'oidc-provider';

import { openIdScopes } from './scopes.ts';

/** Which of openid, profile and email the user's grant in this token request has. */
export function grantedOpenIdScopes({ oidc: { entities } }: KoaContextWithOIDC): string[] {
  const source = entities.RefreshToken ?? entities.AuthorizationCode ?? entities.DeviceCode;
  const granted = new Set(source?.scope?.split(' '));
  return openIdScopes.filter((name) => granted.has(name));
}
