import type { AccountInfo } from '@azure/msal-node';
import { expect, test } from 'vitest';
import { chooseAccount, describeUnknown } from './choose-account.ts';

const account = (username: string, localAccountId: string): AccountInfo => ({
  username,
  localAccountId,
  homeAccountId: `${localAccountId}.t`,
  environment: 'e',
  tenantId: 't',
});
const ada = account('ada@contoso.com', 'oid-a');
const grace = account('grace@contoso.com', 'oid-g');

test.each<[AccountInfo[], string | undefined, AccountInfo | undefined]>([
  [[], undefined, undefined],
  [[], 'ada@contoso.com', undefined],
  [[ada], undefined, ada],
  [[ada], 'grace@contoso.com', undefined],
  [[ada, grace], 'GRACE@contoso.com', grace],
  [[ada, grace], 'oid-a', ada],
])('from %j, %s chooses %j', (accounts, wanted, expected) => {
  expect(chooseAccount(accounts, wanted)).toBe(expected);
});

test('several accounts need a choice', () => {
  expect(() => chooseAccount([ada, grace], undefined)).toThrow(/--account ada@contoso\.com\n {2}--account grace/);
  expect(() => chooseAccount([ada, account('', 'oid-n')], undefined)).toThrow(/--account oid-n$/);
});

test('an account that is not signed in is reported with those that are', () => {
  expect(describeUnknown([])).toBe('That account is not signed in here.');
  expect(describeUnknown([ada, grace])).toBe(
    'That account is not signed in here. Signed in: ada@contoso.com, grace@contoso.com. Sign in now with the account that you named.',
  );
});
