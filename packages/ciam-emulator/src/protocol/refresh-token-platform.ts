import type { Provider } from 'oidc-provider';
import { currentContext } from '../server/request-context.ts';
import { type Platform, platforms } from './redirect-uris.ts';

/** Makes refresh tokens keep the platform of the sign-in, however often they are refreshed. */
export function installRefreshTokenPlatform({ BaseToken, RefreshToken }: Provider): void {
  Object.defineProperty(RefreshToken, 'IN_PAYLOAD', { value: [...RefreshToken.IN_PAYLOAD, 'platform'] });
  RefreshToken.prototype.save = function saveWithPlatform(): Promise<string> {
    const platform = platformOfToken(this) ?? currentContext()?.tokenRequest?.platform;
    return BaseToken.prototype.save.call(Object.assign(this, { platform }));
  };
}

/** Returns the platform that the user of a refresh token signed in on. Undefined for the device code flow. */
export function platformOfToken(token: object): Platform | undefined {
  const known = 'platform' in token ? token.platform : undefined;
  return platforms.find((platform) => platform === known);
}
