import { AuthError, InteractionRequiredAuthError } from '@azure/msal-node';
import { DiscoveryError } from 'ciam-config';
import { fixFor, fixTable } from 'ciam-msal/fix';
import { CrossSiteError, IdTokenError, InsecureRequestError, SessionStoreError, TransactionError } from 'web-session';
import { type ErrorPage, pages } from './error-page-texts.ts';
import { type LostSignInCode, LostSignInError } from './lost-sign-in.ts';
import { SignInError } from './sign-in-error.ts';

const lostPages: Record<LostSignInCode, ErrorPage> = {
  response_lost: pages.responseLost,
  wrong_origin: pages.wrongOrigin,
  session_lost: pages.sessionLost,
};

/** Refusals whose page differs from that of their kind. */
const refusals = new Map<string, ErrorPage>([
  ['AADSTS50105', pages.denied],
  ['AADSTS53003', pages.denied],
  ['AADSTS65001', pages.denied],
  ['AADSTS65004', pages.denied],
  ['AADSTS54005', pages.usedCode],
  ['AADSTS501481', pages.untrusted],
  ['consent_required', pages.denied],
  ['nonce_mismatch', pages.untrusted],
  ['state_mismatch', pages.untrusted],
]);

/** Chooses the page for an error. */
export function errorPage(error: unknown): ErrorPage {
  if (error instanceof SessionStoreError) {
    return error.code === 'session_store_refused' ? pages.storeRefused : pages.storeDown;
  }
  if (error instanceof LostSignInError) return lostPages[error.code];
  if (error instanceof TransactionError) return transactionPage(error);
  if (error instanceof IdTokenError) return error.code === 'clocks_differ' ? pages.misconfigured : pages.untrusted;
  if (error instanceof CrossSiteError) return pages.crossSite;
  if (error instanceof InsecureRequestError) return pages.misconfigured;
  if (error instanceof DiscoveryError || error instanceof SignInError || error instanceof AuthError) {
    return tenantPage(error);
  }
  const status = clientErrorStatus(error);
  return status === undefined ? pages.unexpected : { ...pages.badRequest, status };
}

/** The response does not belong to a sign-in that is under way. */
function transactionPage({ code }: TransactionError): ErrorPage {
  if (code === 'transaction_used') return pages.usedCode;
  return code === 'transaction_invalid' ? { ...pages.noTransaction, level: 'warn' } : pages.noTransaction;
}

/**
 * The tenant refused or did not respond. The kind of the error decides the page: only the people who run this app can
 * fix a setting or a credential, so the user is not asked to try again.
 */
function tenantPage(error: DiscoveryError | SignInError | AuthError): ErrorPage {
  const { kind, code = '' } = fixFor(error);
  if (error instanceof SignInError && error.subcode === 'cancel') return pages.canceled;
  const refusal = refusals.get(code);
  if (refusal) return refusal;
  // Anyone can forge a response that does not belong to a sign-in of this browser. It must not raise an alarm.
  const isProven = !(error instanceof SignInError) || error.correlationId !== undefined;
  const asProven = (page: ErrorPage): ErrorPage => (isProven ? page : { ...page, level: 'warn' });
  if (kind === 'configuration' || kind === 'credential') return asProven(pages.misconfigured);
  if (error instanceof InteractionRequiredAuthError) return pages.interaction;
  const name = error instanceof AuthError ? error.errorCode : error.code;
  if (kind === 'failed' && Object.hasOwn(fixTable, name)) return asProven(pages.serviceDown);
  if (kind === 'failed' && error instanceof AuthError) return pages.unexpected;
  if (name === 'access_denied') return code === name ? pages.canceled : pages.denied;
  if (interactions.has(name)) return pages.interaction;
  return pages.refused;
}

const interactions = new Set(['interaction_required', 'login_required']);

/** Express and its body parser mark a bad request with a status from 400 to 499. */
function clientErrorStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
