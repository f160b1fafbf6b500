import type { AccountInfo } from '@azure/msal-node';
import { UsageError } from 'cli';

/**
 * Chooses one of the accounts signed in on this machine, or returns undefined if `wanted` is not among them.
 *
 * @param wanted a username or an object ID
 * @throws {UsageError} when several accounts are signed in and `wanted` is undefined
 */
export function chooseAccount(accounts: readonly AccountInfo[], wanted: string | undefined): AccountInfo | undefined {
  if (wanted !== undefined) return accounts.find((account) => isAccount(account, wanted));
  if (accounts.length < 2) return accounts[0];
  const names = accounts.map((account) => `  --account ${handleOf(account)}`);
  throw new UsageError(['Several accounts are signed in. Choose one:', ...names].join('\n'));
}

export function isAccount({ username, localAccountId }: AccountInfo, wanted: string): boolean {
  return [username, localAccountId].some((name) => name.toLowerCase() === wanted.toLowerCase());
}

/** Returns the username or, for a token without one, the object ID. */
export function handleOf({ username, localAccountId }: Pick<AccountInfo, 'username' | 'localAccountId'>): string {
  return username || localAccountId;
}

/** Explains why a sign-in starts although other accounts are signed in. */
export function describeUnknown(accounts: readonly AccountInfo[]): string {
  const unknown = 'That account is not signed in here.';
  if (accounts.length === 0) return unknown;
  return `${unknown} Signed in: ${accounts.map(handleOf).join(', ')}. Sign in now with the account that you named.`;
}
