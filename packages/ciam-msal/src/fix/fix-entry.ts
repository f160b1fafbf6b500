/** The kind of change that an error needs before another attempt can succeed. It decides a program's exit code. */
export type ErrorKind =
  /** A setting or the app registration has to change. */
  | 'configuration'
  /** The app's credential has to change: its secret or certificate, or whether it is a public client. */
  | 'credential'
  /** Another user has to sign in, or permissions have to change. */
  | 'refused'
  /** Nothing has to change: there was no response, or something else failed. */
  | 'failed';

/** The usual cause of an error, its fix, and Microsoft's explanation. */
export interface FixEntry {
  kind: ErrorKind;
  /** The code is generic: if a known OAuth error accompanies it, that error's kind counts. */
  general?: true;
  cause: string;
  fix: string;
  link: string;
}

const learn = 'https://learn.microsoft.com';

/** Builds addresses of pages on learn.microsoft.com. */
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
