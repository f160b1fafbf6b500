import type { KoaContextWithOIDC } from 'oidc-provider';
import { noStore } from '../server/http.ts';
import { requireContext } from '../server/request-context.ts';
import { graphApplication } from '../tenant/microsoft-graph.ts';
import type { TenantContext } from '../tenant/tenant-context.ts';
import { defaultTokenLifetime } from '../tenant/token-lifetime.ts';
import { grantedOpenIdScopes } from './granted-scopes.ts';
import { platformOfToken } from './refresh-token-platform.ts';
import { openIdScopes, offlineAccess } from './scopes.ts';

const deviceCodeLifetime = 900;
/** The polling interval of clients, in seconds. */
const pollInterval = 5;

/** Converts oidc-provider's token response to Entra's format. */
export function shapeTokenResponse(ctx: KoaContextWithOIDC, tenant: TenantContext): void {
  ctx.set({ ...noStore, 'X-Content-Type-Options': 'nosniff' });
  const body: unknown = ctx.body;
  if (!isAnswer(body)) return;
  const lifetime = requireContext().tokenRequest?.expiresIn ?? defaultTokenLifetime;
  const times = { expires_in: lifetime, ext_expires_in: lifetime };
  const accountId = ctx.oidc.entities.Account?.accountId;
  if (accountId === undefined) {
    ctx.body = { token_type: 'Bearer', ...times, access_token: body.access_token };
    return;
  }
  ctx.body = {
    token_type: 'Bearer',
    scope: responseScope(ctx, body.scope ?? ''),
    ...times,
    access_token: body.access_token,
    ...refreshTokenOf(ctx, body),
    ...(body.id_token === undefined ? {} : { id_token: body.id_token }),
    ...(requireContext().tokenRequest?.wantsClientInfo ? { client_info: clientInfo(accountId, tenant) } : {}),
  };
}

interface Answer {
  access_token: string;
  id_token?: string;
  refresh_token?: string;
  scope?: string;
}

function isAnswer(body: unknown): body is Answer {
  return typeof body === 'object' && body !== null && 'access_token' in body;
}

/** Returns the `client_info`. Its `uid.utid` is MSAL's homeAccountId. */
export function clientInfo(oid: string, { directory }: TenantContext): string {
  return Buffer.from(JSON.stringify({ uid: oid, utid: directory.tenantId })).toString('base64url');
}

/** Returns the API's permissions and, for Microsoft Graph, the OpenID scopes. */
function responseScope(ctx: KoaContextWithOIDC, granted: string): string {
  const permissions = granted
    .split(' ')
    .filter((name) => name && name !== offlineAccess && !openIdScopes.includes(name));
  const forGraph = ctx.oidc.entities.AccessToken?.aud === graphApplication.appId;
  const responseScopes = requireContext().tokenRequest?.responseScopes ?? permissions;
  return [...(forGraph ? grantedOpenIdScopes(ctx) : []), ...responseScopes].join(' ');
}

/** Tells a single-page app the lifetime of its refresh token. There is no recording of this from an external tenant. */
function refreshTokenOf({ oidc }: KoaContextWithOIDC, { refresh_token: value }: Answer): object {
  if (value === undefined) return {};
  const { RefreshToken: token } = oidc.entities;
  if (token?.scopes.has(offlineAccess) === false) return {};
  const forSinglePage = token !== undefined && platformOfToken(token) === 'spa';
  return { refresh_token: value, ...(forSinglePage ? { refresh_token_expires_in: token.remainingTTL } : {}) };
}

/** Converts a device authorization response to Entra's format. */
export function shapeDeviceResponse(ctx: KoaContextWithOIDC, { directory }: TenantContext): void {
  ctx.set({ ...noStore, 'X-Content-Type-Options': 'nosniff' });
  const body: unknown = ctx.body;
  if (typeof body !== 'object' || body === null || !('device_code' in body) || !('user_code' in body)) return;
  const uri = `${requireContext().origin}/common/oauth2/deviceauth`;
  ctx.body = {
    user_code: body.user_code,
    device_code: body.device_code,
    verification_uri: uri,
    expires_in: deviceCodeLifetime,
    interval: directory.config.deviceCodeInterval ?? pollInterval,
    message: `To sign in, use a web browser to open the page ${uri} and enter the code ${String(body.user_code)} to authenticate.`,
  };
}
