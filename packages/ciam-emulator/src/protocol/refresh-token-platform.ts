import type { Provider } from 'oidc-provider';

import { currentContext } from '../server/request-context.ts';
import { platforms } from './redirect-uris.ts';
import type { Platform } from './redirect-uris.ts';

/** Lets a refresh token remember the platform that its user signed in by, however often it is refreshed. */
export function installRefreshTokenPlatform({ BaseToken, RefreshToken }: Provider): void {
  Object.defineProperty(RefreshToken, 'IN_PAYLOAD', { value: [...RefreshToken.IN_PAYLOAD, 'platform'] });
  RefreshToken.prototype.save = function saveWithPlatform(): Promise<string> {
    const platform = platformOfToken(this) ?? currentContext()?.tokenRequest?.platform;
    return BaseToken.prototype.save.call(Object.assign(this, { platform }));
  };
}

/** The platform that a refresh token's user signed in by; none for those of the device code flow. */
export function platformOfToken(token: object): Platform | undefined {
  const known = 'platform' in token ? token.platform : undefined;
  return platforms.find((platform) => platform === known);
}
