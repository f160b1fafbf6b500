import type { AccountInfo } from '@azure/msal-node';
import { UsageError } from 'cli';

/**
 * The account that is meant, out of those signed in on this machine.
 *
 * @param wanted a username or an object id
 * @throws {UsageError} when there are several and none is named
 */
export function chooseAccount(accounts: readonly AccountInfo[], wanted: string | undefined): AccountInfo | undefined {
  if (wanted !== undefined) return accounts.find((account) => isAccount(account, wanted));
  if (accounts.length < 2) return accounts[0];
  const names = accounts.map(({ username }) => `  --account ${username}`);
  throw new UsageError(['Several accounts are signed in. Say which one is meant:', ...names].join('\n'));
}

export function isAccount({ username, localAccountId }: AccountInfo, wanted: string): boolean {
  return [username, localAccountId].some((name) => name.toLowerCase() === wanted.toLowerCase());
}

/** Why a sign-in begins although a user may be signed in. */
export function describeUnknown(accounts: readonly AccountInfo[]): string {
  const unknown = 'That account is not signed in here.';
  if (accounts.length === 0) return unknown;
  return `${unknown} Signed in are: ${accounts.map(({ username }) => username).join(', ')}. Sign in with it now.`;
}
