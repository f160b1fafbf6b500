import { describeClaims } from 'ciam-msal/describe-claims';
import { expect, test } from 'vitest';
import { formatAccount, formatClaims, signedInAs } from './account.ts';

const ada = {
  name: 'Ada\u001B[31m Lovelace',
  username: 'ada@contoso.com',
  tenantId: 'aaaabbbb-0000-cccc-1111-dddd2222eeee',
  localAccountId: '00aa00aa-bb11-cc22-dd33-44ee44ee44ee',
};

test('lists the facts of an account', () => {
  expect(formatAccount(ada, {})).toBe(`\
Name       Ada[31m Lovelace
Username   ada@contoso.com
Tenant     aaaabbbb-0000-cccc-1111-dddd2222eeee
Object ID  00aa00aa-bb11-cc22-dd33-44ee44ee44ee
`);
});

test.each(['unknown', '', undefined])('%j is not shown as a name', (name) => {
  expect(formatAccount({ ...ada, name }, {})).not.toContain('Name  ');
});

test.each([
  ['Ada', ada.username, `Ada (${ada.username})`],
  ['unknown', ada.username, ada.username],
  [undefined, '', ada.localAccountId],
  ['Ada', '', `Ada (${ada.localAccountId})`],
])('an account with the name %j and the username %j is signed in as %s', (name, username, expected) => {
  expect(signedInAs({ ...ada, name, username }, {})).toBe(`Signed in as ${expected}.\n`);
});

test('lists each claim with its meaning', () => {
  expect(formatClaims(describeClaims({ ver: '2.0', name: 'Ada' }), {})).toBe(`\
ID token claims

name  Ada
  The name to show for the user. Not unique, and the user can change it.

ver   2.0
  The version of the token. This one is 2.0.
`);
});

test.each([20, 40, 41, 80, 100])('stays within %d columns, except for longer words', (columns) => {
  const screen = { isTTY: true, columns };
  const claims = describeClaims({ name: 'Ada', oid: ada.localAccountId, iss: 'https://contoso.ciamlogin.com/v2.0' });
  const text = formatAccount(ada, screen) + formatClaims(claims, screen);
  expect(text.split('\n').filter((line) => line.length > columns && line.trim().includes(' '))).toEqual([]);
  expect(text.replaceAll(/\s+/g, ' ')).toContain('Store data under tid and oid.');
});

test('leaves out the name of a nameless account', () => {
  expect(formatAccount({ ...ada, name: undefined }, {})).toMatch(/^Username/);
});
