import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

import { errorPage } from '../pages/message.ts';
import { pageHeaders } from '../server/http.ts';
import type { TenantContext } from '../tenant/tenant-context.ts';
import { shapeAuthorizeResponse, type AuthorizationOutcome } from './authorize-shape.ts';
import { EntraError } from './entra-error.ts';
import { entraErrors } from './entra-errors.ts';
import { shapeDeviceResponse, shapeTokenResponse } from './token-response.ts';

/** Puts Entra's wire format over everything oidc-provider answers. */
export function installWireFormat(provider: Provider, tenant: TenantContext): void {
  const outcomes = new WeakMap<object, AuthorizationOutcome>();
  provider.on('authorization.success', (ctx, answer: unknown) => {
    outcomes.set(ctx, { tokens: readTokens(answer) });
  });
  provider.on('authorization.error', (ctx, failure) => {
    outcomes.set(ctx, { failure });
  });
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    const corsSettled = Boolean(ctx.response.get('Access-Control-Allow-Origin'));
    await next();
    if (!corsSettled) for (const name of corsHeaders) ctx.remove(name);
    forgetCookieTimes(ctx, provider.cookieName('session'));
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

/** What oidc-provider adds where pages of no app may read the response. */
const corsHeaders = ['Access-Control-Allow-Origin', 'Access-Control-Expose-Headers', 'Vary'];

function readTokens(answer: unknown): NonNullable<AuthorizationOutcome['tokens']> {
  if (typeof answer !== 'object' || answer === null) return {};
  return {
    ...('code' in answer ? { code: String(answer.code) } : {}),
    ...('id_token' in answer ? { id_token: String(answer.id_token) } : {}),
  };
}

/** Errors that were not foreseen before oidc-provider saw the request. */
function shapeError(ctx: KoaContextWithOIDC): void {
  const body: unknown = ctx.body;
  if (typeof body !== 'object' || body === null || !('error' in body)) return;
  const status = ctx.status;
  ctx.body = entraErrors.other(String(body.error)).body();
  ctx.status = status;
}

/** Cookies last as long as the browser, except for the session of a user who wants to stay signed in: the tenant's clock, which may be far from the browser's, ends what they stand for. */
function forgetCookieTimes(ctx: KoaContextWithOIDC, sessionCookie: string): void {
  const cookies = [ctx.response.get('Set-Cookie') as unknown]
    .flat()
    .filter((cookie): cookie is string => typeof cookie === 'string' && cookie !== '');
  if (cookies.length === 0) return;
  const isPersistent = ctx._matchedRouteName !== undefined && ctx.oidc.session?.transient !== true;
  ctx.set(
    'Set-Cookie',
    cookies.map((cookie) => {
      const isKept = isPersistent && cookie.startsWith(sessionCookie);
      return isKept || cookie.includes('01 Jan 1970') ? cookie : cookie.replaceAll(/; expires=[^;]*/gi, '');
    }),
  );
}

/** What the browser sees when an error cannot be sent to the app. */
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
