/** What has to change before another attempt can end better; a program's exit code follows from it. */
export type ErrorKind =
  /** A setting, or the app's registration. */
  | 'configuration'
  /** How the app proves that it is itself: its secret or certificate, or whether it is a public client. */
  | 'credential'
  /** Who signs in, or what they and the app may do. */
  | 'refused'
  /** Nothing: no response, or a malfunction elsewhere. */
  | 'failed';

/** What usually causes an error, what to change, and where Microsoft explains it. */
export interface FixEntry {
  kind: ErrorKind;
  /** The number says little: where an OAuth error that is known stands beside it, the kind is that error's. */
  general?: true;
  cause: string;
  fix: string;
  link: string;
}

const learn = 'https://learn.microsoft.com';

/** A page below learn.microsoft.com. */
export const page = {
  entra: (path: string): string => `${learn}/entra/${path}`,
  identityPlatform: (path: string): string => `${learn}/entra/identity-platform/${path}`,
  externalId: (path: string): string => `${learn}/entra/external-id/customers/${path}`,
  troubleshoot: (path: string): string => `${learn}/troubleshoot/entra/entra-id/app-integration/${path}`,
};

export function signInAgain(cause: string): FixEntry {
  return { kind: 'refused', cause, fix: 'Sign in again.', link: page.identityPlatform('msal-error-handling-js') };
}

export function tryLater(cause: string): FixEntry {
  return {
    kind: 'failed',
    cause,
    fix: 'Try again in a moment.',
    link: page.identityPlatform('reference-error-codes'),
  };
}
