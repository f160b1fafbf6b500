import { AuthError, InteractionRequiredAuthError } from '@azure/msal-node';
import { DiscoveryError } from 'ciam-config';
import { fixFor, fixTable } from 'ciam-msal';
import { CrossSiteError, IdTokenError, InsecureRequestError, SessionStoreError, TransactionError } from 'web-session';
import { type LostSignInCode, LostSignInError } from './lost-sign-in.ts';
import { SignInError } from './sign-in-error.ts';

/** What a user reads when something went wrong: what happened, what to try, and a button that does it. */
export interface ErrorPage {
  status: number;
  heading: string;
  text: string;
  action: { label: string; href: string };
  retryAfterSeconds?: number;
  /** Where the status alone does not say how bad it is: from 500 on it is an error, below that only information. What the store lacks is logged once for each outage. */
  level?: 'info' | 'warn';
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
  responseLost: {
    status: 400,
    heading: 'The sign-in did not arrive',
    text:
      'Something in front of this app redirects its POST requests, so the response of the sign-in page was lost, and nobody was signed in. ' +
      'If you run this app: REDIRECT_URI must be the final address.',
    action: signIn('Try again'),
    level: 'warn',
  },
  wrongOrigin: {
    status: 400,
    heading: 'The sign-in arrived at another address',
    text:
      'Something in front of this app redirects its POST requests to another host name or port, where your browser has no cookie of this ' +
      'sign-in. If you run this app: REDIRECT_URI must be the final address.',
    action: signIn('Try again'),
    level: 'warn',
  },
  sessionLost: {
    status: 500,
    heading: 'Your sign-in was lost',
    text:
      'You signed in, but this app no longer knows it. If you run this app: its instances do not share their sessions, or something in ' +
      'front of it drops cookies.',
    action: signIn('Sign in again'),
    level: 'warn',
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
    text: 'It cannot be reached, or has a problem of its own. This usually passes within minutes.',
    action: signIn('Try again'),
    retryAfterSeconds: 10,
  },
  storeDown: {
    status: 503,
    heading: 'We cannot look up your sign-in right now',
    text: 'Try again in a few seconds.',
    action: { label: 'Try again', href: '' },
    retryAfterSeconds: 5,
    level: 'info',
  },
  storeRefused: {
    status: 503,
    heading: 'We cannot look up your sign-in',
    text: 'Something about this app is not set up as it must be. The people who run it have to correct that.',
    action: home,
    level: 'info',
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

const lostPages: Record<LostSignInCode, ErrorPage> = {
  response_lost: pages.responseLost,
  wrong_origin: pages.wrongOrigin,
  session_lost: pages.sessionLost,
};

/** Refusals that mean something else to the user than their kind says. */
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

/** The page for an error of any kind. */
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

/** The response belongs to no sign-in, or to one that is over. */
function transactionPage({ code }: TransactionError): ErrorPage {
  if (code === 'transaction_used') return pages.usedCode;
  return code === 'transaction_invalid' ? { ...pages.noTransaction, level: 'warn' } : pages.noTransaction;
}

/**
 * The tenant refused, or did not respond. Who has to do something follows from the kind of the error: the people who run this app
 * when it is about the configuration or a credential, which no second attempt corrects.
 */
function tenantPage(error: DiscoveryError | SignInError | AuthError): ErrorPage {
  const { kind, code = '' } = fixFor(error);
  if (error instanceof SignInError && error.subcode === 'cancel') return pages.cancelled;
  const refusal = refusals.get(code);
  if (refusal) return refusal;
  if (kind === 'configuration' || kind === 'credential') {
    // Without a sign-in of this browser anyone may have written it.
    const proven = !(error instanceof SignInError) || error.correlationId !== undefined;
    return proven ? pages.misconfigured : { ...pages.misconfigured, level: 'warn' };
  }
  const name = error instanceof AuthError ? error.errorCode : error.code;
  if (kind === 'failed' && Object.hasOwn(fixTable, name)) return pages.serviceDown;
  if (kind === 'failed' && error instanceof AuthError) return pages.unexpected;
  if (name === 'access_denied') return code === name ? pages.cancelled : pages.denied;
  if (error instanceof InteractionRequiredAuthError || interactions.has(name)) return pages.interaction;
  return pages.refused;
}

const interactions = new Set(['interaction_required', 'login_required']);

/** Express and its body parser mark what is wrong with a request by a status from 400 to 499. */
function clientErrorStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
