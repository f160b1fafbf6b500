import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

import { errorPage } from '../pages/message.ts';
import { pageHeaders } from '../server/http.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { shapeAuthorizeAnswer } from './authorize-shape.ts';
import { EntraError } from './entra-error.ts';
import { entraErrors } from './entra-errors.ts';
import { shapeDeviceAnswer, shapeTokenAnswer } from './token-answer.ts';

/** Puts Entra's wire format over everything oidc-provider answers. */
export function installWireFormat(provider: Provider, tenant: Tenant): void {
  provider.on('authorization.success', (ctx, answer: unknown) => {
    if (answer && typeof answer === 'object' && 'code' in answer)
      tenant.authorizationOutcome(ctx).code = String(answer.code);
  });
  provider.on('authorization.error', (ctx, error) => {
    tenant.authorizationOutcome(ctx).failure = error;
  });
  provider.use(async (ctx: KoaContextWithOIDC, next) => {
    await next();
    forgetCookieTimes(ctx);
    if (!ctx._matchedRouteName) return;
    switch (ctx.oidc.route) {
      case 'authorization':
      case 'resume':
        shapeAuthorizeAnswer(ctx, tenant);
        break;
      case 'token':
        shapeTokenAnswer(ctx, tenant);
        shapeError(ctx);
        break;
      case 'device_authorization':
        shapeDeviceAnswer(ctx);
        shapeError(ctx);
        break;
      default:
    }
  });
}

/** Errors that were not foreseen before oidc-provider saw the request. */
function shapeError(ctx: KoaContextWithOIDC): void {
  const body: unknown = ctx.body;
  if (typeof body !== 'object' || body === null || !('error' in body)) return;
  const status = ctx.status;
  ctx.body = new EntraError(9002313, String(body.error), entraErrors.requestMalformed().message).body();
  ctx.status = status;
}

/** Cookies last as long as the browser: the tenant's clock, which may be far from the browser's, ends what they stand for. */
function forgetCookieTimes(ctx: KoaContextWithOIDC): void {
  const cookies = [ctx.response.get('Set-Cookie') as unknown]
    .flat()
    .filter((cookie): cookie is string => typeof cookie === 'string' && cookie !== '');
  if (cookies.length === 0) return;
  ctx.set(
    'Set-Cookie',
    cookies.map((cookie) => (cookie.includes('01 Jan 1970') ? cookie : cookie.replaceAll(/; expires=[^;]*/gi, ''))),
  );
}

/** What the browser sees when an error cannot be sent to the app. */
export function renderError(
  ctx: KoaContextWithOIDC,
  tenant: Tenant,
  error: Error & { error_description?: string | undefined },
): void {
  ctx.set(pageHeaders);
  ctx.type = 'html';
  ctx.body = errorPage(
    tenant.directory.config,
    new EntraError(9002313, 'invalid_request', error.error_description ?? error.message).description(),
  );
}
