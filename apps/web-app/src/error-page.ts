import { AuthError, InteractionRequiredAuthError } from '@azure/msal-node';
import { DiscoveryError } from 'ciam-config';
import { CrossSiteError, IdTokenError, InsecureRequestError, SessionStoreError, TransactionError } from 'web-session';
import { SignInError } from './sign-in-error.ts';

/** What a user reads when something went wrong: what happened, what to try, and a button that does it. */
export interface ErrorPage {
  status: number;
  heading: string;
  text: string;
  action: { label: string; href: string };
  retryAfterSeconds?: number;
}

const signIn = (label: string) => ({ label, href: '/auth/signin' });
const home = { label: 'Go to the home page', href: '/' };

const pages = {
  cancelled: {
    status: 403,
    heading: 'You are not signed in',
    text: 'You left the sign-in page before you were finished. Nothing has changed.',
    action: signIn('Sign in'),
  },
  denied: {
    status: 403,
    heading: 'You have no access to this app',
    text: 'The sign-in service does not let this account in here. Try another account, or ask the people who run this app.',
    action: { label: 'Sign in with another account', href: '/auth/signin?prompt=select_account' },
  },
  interaction: {
    status: 401,
    heading: 'The sign-in service needs to ask you something',
    text: 'Sign in again, and answer what it asks.',
    action: signIn('Sign in'),
  },
  noTransaction: {
    status: 400,
    heading: 'This sign-in has ended',
    text:
      'It was finished before, took more than an hour, or was begun in another browser. Signing in again takes a moment. ' +
      'If you come back to this page, allow cookies for this site.',
    action: signIn('Sign in again'),
  },
  usedCode: {
    status: 400,
    heading: 'This sign-in was used already',
    text: 'Each one works once. If you are not signed in, sign in again.',
    action: home,
  },
  untrusted: {
    status: 400,
    heading: 'The sign-in could not be verified',
    text: 'The response of the sign-in service does not belong to your request, so nobody was signed in.',
    action: signIn('Sign in again'),
  },
  refused: {
    status: 400,
    heading: 'The sign-in did not work',
    text: 'The sign-in service refused it. Try again; if it happens again, tell the people who run this app.',
    action: signIn('Try again'),
  },
  misconfigured: {
    status: 500,
    heading: 'Signing in does not work at the moment',
    text: 'Something about this app is not set up as it must be. The people who run it have to correct that.',
    action: home,
  },
  serviceDown: {
    status: 503,
    heading: 'The sign-in service does not answer',
    text: 'It cannot be reached right now. This usually passes within minutes.',
    action: signIn('Try again'),
    retryAfterSeconds: 10,
  },
  storeDown: {
    status: 503,
    heading: 'We cannot look up your sign-in right now',
    text: 'Try again in a few seconds.',
    action: { label: 'Try again', href: '' },
    retryAfterSeconds: 5,
  },
  crossSite: {
    status: 403,
    heading: 'That request came from another site',
    text: 'Nothing has changed. To sign out, use the button on this site.',
    action: { label: 'Sign out', href: '/auth/signout' },
  },
  badRequest: {
    status: 400,
    heading: 'The request could not be read',
    text: 'Something in it is malformed or too large. Go back and try again.',
    action: home,
  },
  unexpected: {
    status: 500,
    heading: 'Something went wrong',
    text: 'It was nothing you did, and it has been logged. Try again in a moment.',
    action: home,
  },
} satisfies Record<string, ErrorPage>;

const wrongTenant = new Set(['tenant_not_found', 'issuer_mismatch', 'tenant_mismatch']);

/** The page for an error of any kind. */
export function errorPage(error: unknown): ErrorPage {
  if (error instanceof SessionStoreError) return pages.storeDown;
  if (error instanceof TransactionError) return transactionPage(error);
  if (error instanceof IdTokenError) return pages.untrusted;
  if (error instanceof CrossSiteError) return pages.crossSite;
  if (error instanceof InsecureRequestError) return pages.misconfigured;
  if (error instanceof DiscoveryError) return wrongTenant.has(error.code) ? pages.misconfigured : pages.serviceDown;
  if (error instanceof SignInError) return responsePage(error);
  if (error instanceof AuthError) return tokenPage(error);
  const status = clientErrorStatus(error);
  return status === undefined ? pages.unexpected : { ...pages.badRequest, status };
}

/** The response belongs to no sign-in, or to one that is over. */
function transactionPage({ code }: TransactionError): ErrorPage {
  return code === 'transaction_used' ? pages.usedCode : pages.noTransaction;
}

/** The service sent the browser back without a code. @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1 */
function responsePage({ code, message, subcode }: SignInError): ErrorPage {
  switch (code) {
    case 'access_denied':
      return subcode === 'cancel' || !message.includes('AADSTS') ? pages.cancelled : pages.denied;
    case 'consent_required':
      return pages.denied;
    case 'interaction_required':
    case 'login_required':
      return pages.interaction;
    case 'temporarily_unavailable':
    case 'server_error':
      return pages.serviceDown;
    default:
      return pages.refused;
  }
}

const unreachable = new Set([
  'network_unreachable',
  'network_broken',
  'network_certificate',
  'service_unavailable',
  'response_not_json',
]);

/** The code could not be redeemed. */
function tokenPage(error: AuthError): ErrorPage {
  const { errorCode } = error;
  if (unreachable.has(errorCode)) return pages.serviceDown;
  switch (errorCode) {
    case 'invalid_grant':
      return grantPage(error);
    case 'nonce_mismatch':
    case 'state_mismatch':
      return pages.untrusted;
    case 'invalid_client':
    case 'unauthorized_client':
      return pages.misconfigured;
    default:
      return pages.refused;
  }
}

/** Consent or an assignment is missing, the code is another browser's, or it was used before. */
function grantPage(error: AuthError): ErrorPage {
  const { errorMessage } = error;
  if (/AADSTS(?:65001|65004|53003|50105)\b/.test(errorMessage)) return pages.denied;
  if (error instanceof InteractionRequiredAuthError) return pages.interaction;
  if (errorMessage.includes('AADSTS501481')) return pages.untrusted;
  return errorMessage.includes('AADSTS54005') ? pages.usedCode : pages.refused;
}

/** Express and its body parser mark what is wrong with a request by a status from 400 to 499. */
function clientErrorStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
