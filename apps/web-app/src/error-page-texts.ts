/** An error page for users: what happened, what to try, and a button that does it. */
export interface ErrorPage {
  status: number;
  heading: string;
  text: string;
  action: { label: string; href: string };
  retryAfterSeconds?: number;
  /**
   * Overrides the log level that follows from the status: `error` from 500, otherwise `info`. An outage of the session
   * store, for example, is logged once, where it is noticed.
   */
  level?: 'info' | 'warn';
}

const signIn = (label: string) => ({ label, href: '/auth/signin' });
const home = { label: 'Go to the home page', href: '/' };

type PageName =
  | 'canceled'
  | 'denied'
  | 'interaction'
  | 'noTransaction'
  | 'responseLost'
  | 'wrongOrigin'
  | 'sessionLost'
  | 'usedCode'
  | 'untrusted'
  | 'refused'
  | 'misconfigured'
  | 'serviceDown'
  | 'storeDown'
  | 'storeRefused'
  | 'crossSite'
  | 'badRequest'
  | 'unexpected';

/** The error pages. */
export const pages: Record<PageName, ErrorPage> = {
  canceled: {
    status: 403,
    heading: 'You are not signed in',
    text: 'You left the sign-in page before you finished. Nothing has changed.',
    action: signIn('Sign in'),
  },
  denied: {
    status: 403,
    heading: 'You do not have access to this app',
    text: 'This account may not sign in here. Try another account, or ask the people who run this app.',
    action: { label: 'Sign in with another account', href: '/auth/signin?prompt=select_account' },
  },
  interaction: {
    status: 401,
    heading: 'You need to sign in again',
    text: 'Sign in, and follow the steps on the sign-in page.',
    action: signIn('Sign in'),
  },
  noTransaction: {
    status: 400,
    heading: 'This sign-in has ended',
    text:
      'It was finished before, took more than an hour, or started in another browser. Signing in again takes a moment. ' +
      'If you come back to this page, allow cookies for this site.',
    action: signIn('Sign in again'),
  },
  responseLost: {
    status: 400,
    heading: 'The sign-in did not arrive',
    text:
      'Something in front of this app redirects POST requests, so the response from the sign-in page was lost and you were not signed in. ' +
      'If you run this app: REDIRECT_URI must be the final address.',
    action: signIn('Try again'),
    level: 'warn',
  },
  wrongOrigin: {
    status: 400,
    heading: 'The sign-in arrived at another address',
    text:
      'Something in front of this app redirects POST requests to another host name or port, where your browser has no cookie for this ' +
      'sign-in. If you run this app: REDIRECT_URI must be the final address.',
    action: signIn('Try again'),
    level: 'warn',
  },
  sessionLost: {
    status: 500,
    heading: 'Your sign-in was lost',
    text:
      'You signed in, but this app does not remember it. If you run this app: its instances do not share their sessions, or something in ' +
      'front of it drops cookies.',
    action: signIn('Sign in again'),
    level: 'warn',
  },
  usedCode: {
    status: 400,
    heading: 'This sign-in was already used',
    text: 'Each sign-in works once. If you are not signed in, sign in again.',
    action: home,
  },
  untrusted: {
    status: 400,
    heading: 'The sign-in could not be verified',
    text: 'The response from the sign-in page does not belong to your request, so you were not signed in.',
    action: signIn('Sign in again'),
  },
  refused: {
    status: 400,
    heading: 'The sign-in did not work',
    text: 'The sign-in was refused. Try again. If it happens again, tell the people who run this app.',
    action: signIn('Try again'),
  },
  misconfigured: {
    status: 500,
    heading: 'Signing in does not work at the moment',
    text: 'This app is not set up correctly. The people who run it have to fix that.',
    action: home,
  },
  serviceDown: {
    status: 503,
    heading: 'Signing in is not available right now',
    text: 'The sign-in page cannot be reached, or has a problem of its own. This usually passes within minutes.',
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
    text: 'This app is not set up correctly. The people who run it have to fix that.',
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
    text: 'You did nothing wrong, and the error has been logged. Try again in a moment.',
    action: home,
  },
};
