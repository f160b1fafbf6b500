import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { errorPage } from '../pages/message.ts';
import { pageHeaders } from '../server/http.ts';
import type { TenantContext } from '../tenant/tenant-context.ts';
import { shapeAuthorizeResponse, type AuthorizationOutcome } from './authorize-shape.ts';
import { EntraError } from './entra-error.ts';
import { entraErrors } from './entra-errors.ts';
import { settleCookieTimes } from './session-cookie.ts';
import { shapeDeviceResponse, shapeTokenResponse } from './token-response.ts';

/** Converts everything that oidc-provider sends to Entra's format. */
export function installWireFormat(provider: Provider, tenant: TenantContext): void {
  const outcomes = new WeakMap<object, AuthorizationOutcome>();
  provider.on('authorization.success', (ctx, fields: unknown) => {
    outcomes.set(ctx, { tokens: readTokens(fields) });
  });
  provider.on('authorization.error', (ctx, failure) => {
    outcomes.set(ctx, { failure });
  });
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    const corsSettled = Boolean(ctx.response.get('Access-Control-Allow-Origin'));
    await next();
    if (!corsSettled) for (const name of corsHeaders) ctx.remove(name);
    const session = provider.cookieName('session');
    const isPersistent = ctx._matchedRouteName !== undefined && ctx.oidc.session?.transient !== true;
    settleCookieTimes(ctx, (name) => isPersistent && name.startsWith(session));
    if (!ctx._matchedRouteName) return;
    switch (ctx.oidc.route) {
      case 'authorization':
      case 'resume':
        shapeAuthorizeResponse(ctx, outcomes.get(ctx) ?? {}, tenant);
        break;
      case 'token':
        shapeTokenResponse(ctx, tenant);
        shapeError(ctx);
        break;
      case 'device_authorization':
        shapeDeviceResponse(ctx, tenant);
        shapeError(ctx);
        break;
      default:
    }
  });
}

/** Headers that oidc-provider adds although no app's pages may read the response. */
const corsHeaders = ['Access-Control-Allow-Origin', 'Access-Control-Expose-Headers', 'Vary'];

function readTokens(fields: unknown): NonNullable<AuthorizationOutcome['tokens']> {
  if (typeof fields !== 'object' || fields === null) return {};
  return {
    ...('code' in fields ? { code: String(fields.code) } : {}),
    ...('id_token' in fields ? { id_token: String(fields.id_token) } : {}),
  };
}

/** Converts errors that the checks before oidc-provider did not catch. */
function shapeError(ctx: KoaContextWithOIDC): void {
  const body: unknown = ctx.body;
  if (typeof body !== 'object' || body === null || !('error' in body)) return;
  const status = ctx.status;
  ctx.body = entraErrors.other(String(body.error)).body();
  ctx.status = status;
}

/** Shows the page for an error that cannot be sent to the app. */
export function renderError(
  ctx: KoaContextWithOIDC,
  tenant: TenantContext,
  error: Error & { error_description?: string | undefined },
): void {
  ctx.set(pageHeaders);
  ctx.type = 'html';
  const known = error.cause instanceof EntraError ? error.cause : entraErrors.requestMalformed();
  ctx.body = errorPage(tenant.directory.config, known.description());
}
