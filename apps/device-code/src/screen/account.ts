import type { DescribedClaim } from 'ciam-msal/describe-claims';
import { displayName } from 'ciam-msal';
import { fit, printable } from 'cli';
import { handleOf } from '../choose-account.ts';

/** The facts of an account that people recognize it by. */
export interface SignedIn {
  name?: string | undefined;
  username: string;
  tenantId: string;
  /** The object ID, `oid`. */
  localAccountId: string;
}

/** Standard output, or a test's substitute for it. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
}

/** Formats an account as lines for people. */
export function formatAccount({ name, username, tenantId, localAccountId }: SignedIn, screen: Screen): string {
  const facts: [string, string][] = [
    ['Name', displayName({ name }) ?? ''],
    ['Username', username],
    ['Tenant', tenantId],
    ['Object ID', localAccountId],
  ];
  return facts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${line(label.padEnd(9), value, screen)}\n`)
    .join('');
}

/** Formats the last line of a sign-in. */
export function signedInAs(account: SignedIn, screen: Screen): string {
  const [name, handle] = [displayName({ name: account.name }), handleOf(account)];
  return `${fit(printable(`Signed in as ${name ? `${name} (${handle})` : handle}.`), screen)}\n`;
}

/** Formats the claims of an ID token, each with its meaning, as lines for people. */
export function formatClaims(claims: readonly DescribedClaim[], screen: Screen): string {
  const width = Math.min(20, Math.max(0, ...claims.map(({ name }) => name.length)));
  const blocks = claims.map(
    ({ name, value, meaning }) => `${line(name.padEnd(width), value, screen)}\n${line('', meaning, screen)}\n`,
  );
  return ['ID token claims\n', ...blocks].join('\n');
}

function line(label: string, text: string, screen: Screen): string {
  return fit(printable(`${label}  ${text}`).replaceAll('\n', ' '), screen);
}
