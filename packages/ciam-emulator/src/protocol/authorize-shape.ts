import type { KoaContextWithOIDC } from 'oidc-provider';
import type { TenantContext } from '../tenant/tenant-context.ts';
import { appResponse } from './authorize-response.ts';
import { sessionId } from './session-id.ts';
import { EntraError } from './entra-error.ts';
import { entraErrors } from './entra-errors.ts';
import { clientInfo } from './token-response.ts';

/** The result of an authorization request, recorded while oidc-provider handles it. */
export interface AuthorizationOutcome {
  tokens?: { code?: string; id_token?: string };
  failure?: Error & { error?: string; error_description?: string | undefined };
}

/** Rewrites oidc-provider's response to the app into Entra's. */
export function shapeAuthorizeResponse(
  ctx: KoaContextWithOIDC,
  outcome: AuthorizationOutcome,
  tenant: TenantContext,
): void {
  const { params = {}, session, entities } = ctx.oidc;
  const { tokens, failure } = outcome;
  if (tokens) {
    const accountId = entities.Account?.accountId ?? '';
    respond(ctx, tenant, params, {
      ...tokens,
      ...(params.client_info === '1' ? { client_info: clientInfo(accountId, tenant) } : {}),
      ...(session ? { session_state: sessionId(session) } : {}),
    });
  } else if (failure && typeof params.redirect_uri === 'string') {
    // Registration was checked before oidc-provider got the request.
    respond(ctx, tenant, params, failureFields(failure));
  }
}

function respond(
  ctx: KoaContextWithOIDC,
  { directory: { config } }: TenantContext,
  params: Record<string, unknown>,
  fields: Record<string, string>,
): void {
  const { status, headers, body } = appResponse(config, params, fields);
  ctx.body = body;
  ctx.status = status;
  ctx.set(headers);
}

function failureFields(failure: NonNullable<AuthorizationOutcome['failure']>): Record<string, string> {
  const { error = 'server_error', error_description: description } = failure;
  // The user chose Cancel. Entra sends neither a number nor a description for this.
  if (error === 'access_denied' && description === 'cancel') return { error, error_subcode: 'cancel' };
  if (failure.cause instanceof EntraError) return failure.cause.redirectFields();
  if (error === 'login_required') return entraErrors.sessionMissing().redirectFields();
  if (error === 'consent_required') return entraErrors.consentDeclined().redirectFields();
  return entraErrors.other(error).redirectFields();
}
