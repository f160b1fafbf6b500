import type { KoaContextWithOIDC } from 'oidc-provider';
import { openIdScopes } from './scopes.ts';

/** Returns those of openid, profile and email that the grant of this token request includes. */
export function grantedOpenIdScopes({ oidc: { entities } }: KoaContextWithOIDC): string[] {
  const source = entities.RefreshToken ?? entities.AuthorizationCode ?? entities.DeviceCode;
  const granted = new Set(source?.scope?.split(' '));
  return openIdScopes.filter((name) => granted.has(name));
}
