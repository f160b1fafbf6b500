import { expect, test } from 'vitest';
import { optionalClaims } from './optional-claims.ts';

const user = {
  id: '00aa00aa-bb11-cc22-dd33-44ee44ee44ee',
  displayName: 'Ada',
  mail: 'ada@contoso.com',
  givenName: 'Ada',
  country: 'GB',
  attributes: { shoeSize: '38', constructor: 'x' },
};
const names = (...asked: string[]) => asked.map((name) => ({ name }));

test.each([
  [names('email', 'given_name', 'ctry'), { email: 'ada@contoso.com', given_name: 'Ada', ctry: 'GB' }],
  [names('shoeSize', 'constructor'), { shoeSize: '38', constructor: 'x' }],
  [names('postalCode', 'family_name', 'groups', 'auth_time', 'idtyp', 'toString'), {}],
  [undefined, {}],
])('%j', (asked, expected) => {
  expect(optionalClaims(asked, { user })).toEqual(expected);
});
