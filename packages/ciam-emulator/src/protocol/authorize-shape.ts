import type { KoaContextWithOIDC } from 'oidc-provider';

import { guidFrom } from '../tenant/guid.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { appAnswer } from './authorize-answer.ts';
import { EntraError } from './entra-error.ts';
import { entraErrors } from './entra-errors.ts';
import { clientInfo } from './token-answer.ts';

/** Rewrites oidc-provider's answer to the app into Entra's. */
export function shapeAuthorizeAnswer(ctx: KoaContextWithOIDC, tenant: Tenant): void {
  const { params = {}, session, entities } = ctx.oidc;
  const { code, failure } = tenant.authorizationOutcome(ctx);
  if (code !== undefined) {
    const accountId = entities.Account?.accountId ?? '';
    answer(ctx, params, {
      code,
      ...(params.client_info === '1' ? { client_info: clientInfo(accountId, tenant) } : {}),
      session_state: guidFrom(session?.uid ?? ''),
    });
  } else if (failure !== undefined && typeof params.redirect_uri === 'string' && ctx.oidc.redirectUriCheckPerformed) {
    answer(ctx, params, failureFields(failure));
  }
}

function answer(ctx: KoaContextWithOIDC, params: Record<string, unknown>, fields: Record<string, string>): void {
  const { status, headers, body } = appAnswer(params, fields);
  ctx.body = body;
  ctx.status = status;
  ctx.set(headers);
}

function failureFields(failure: { error: string; error_description?: string | undefined }): Record<string, string> {
  // The user chose Cancel: Entra gives this one neither a number nor a description.
  if (failure.error === 'access_denied' && failure.error_description === 'cancel') {
    return { error: 'access_denied', error_subcode: 'cancel' };
  }
  const known: Record<string, EntraError | undefined> = {
    login_required: entraErrors.sessionMissing(),
    consent_required: entraErrors.consentDeclined(),
  };
  const error =
    known[failure.error] ?? new EntraError(9002313, failure.error, failure.error_description ?? 'Invalid request.');
  return { error: error.error, error_description: error.description(), error_uri: error.uri };
}
