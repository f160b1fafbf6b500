import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeClaims } from './describe-claims.ts';
import { displayName } from './display-name.ts';

/** The ID token claims of Entra External ID: those that are always present, and those that can be configured. */
const always = [
  'aud',
  'iss',
  'iat',
  'nbf',
  'exp',
  'aio',
  'idp',
  'name',
  'nonce',
  'oid',
  'preferred_username',
  'rh',
  'sid',
  'sub',
  'tid',
  'uti',
  'ver',
];
const optional = [
  'email',
  'login_hint',
  'signin_state',
  'auth_time',
  'groups',
  'acct',
  'roles',
  'given_name',
  'family_name',
  'upn',
  'ctry',
  'tenant_ctry',
  'xms_pl',
  '_claim_names',
  '_claim_sources',
  'extn.loyalty',
  'hasgroups',
  'unique_name',
  'c_hash',
  'at_hash',
  'acrs',
  'idtyp',
  'fwd',
  'ipaddr',
  'in_corp',
  'vnet',
  'onprem_sid',
  'pwd_exp',
  'pwd_url',
  'tenant_region_scope',
  'verified_primary_email',
  'verified_secondary_email',
  'xms_edov',
  'xms_pdl',
  'xms_tpl',
  'ztdid',
];
/** Claims of access tokens, which some tenants also put into ID tokens. */
const ofAccessTokens = ['acr', 'amr', 'azp', 'azpacr', 'jti', 'wids', 'xms_ftd'];

describe('describeClaims', () => {
  test.each([...always, ...optional, ...ofAccessTokens])('knows %s', (name) => {
    const [claim] = describeClaims({ [name]: 'x' });
    expect(claim?.meaning).not.toMatch(/^Not in Microsoft/);
    expect(claim?.link).toMatch(/^https:\/\/learn\.microsoft\.com\/entra\//);
  });

  test('shows times as times, in UTC', () => {
    const values = describeClaims({ exp: 1_795_212_000, iat: 'soon', auth_time: 1e300 }).map(({ value }) => value);
    expect(values).toEqual(['1e+300', 'soon', '2026-11-20 22:00:00 UTC']);
  });

  test('lists identity claims first, protocol claims next and unknown claims last', () => {
    const names = describeClaims({ zzz: 1, uti: 'u', exp: 1, oid: 'o', name: 'Ada', extension_1_loyalty: 7 });
    expect(names.map(({ name }) => name)).toEqual(['name', 'oid', 'exp', 'uti', 'zzz', 'extension_1_loyalty']);
    expect(names.at(-1)?.meaning).toContain('custom attribute');
    expect(names.at(-2)?.meaning).toContain('Not in Microsoft');
  });

  test('formats any value as text, and leaves out absent ones', () => {
    expect(describeClaims({ roles: ['a', 'b'], x: { y: [1] }, n: null, b: false, u: undefined })).toMatchObject([
      { value: 'a, b' },
      { value: '{"y":[1]}' },
      { value: 'null' },
      { value: 'false' },
    ]);
  });

  test('leaves out the display name "unknown"', () => {
    expect(describeClaims({ name: 'unknown', given_name: 'unknown' }).map(({ name }) => name)).toEqual(['given_name']);
  });

  test.each<[Record<string, unknown>, string | undefined]>([
    [{ name: 'Ada Lovelace', preferred_username: 'ada@contoso.com' }, 'Ada Lovelace'],
    [{ name: 'unknown', preferred_username: 'ada@contoso.com' }, 'ada@contoso.com'],
    [{ name: 'Unknown', email: 'ada@contoso.com' }, 'ada@contoso.com'],
    [{ name: ' ', preferred_username: '', email: 'ada@contoso.com' }, 'ada@contoso.com'],
    [{ name: null, preferred_username: 7 }, undefined],
    [{}, undefined],
  ])('of %j the name to greet with is %j', (claims, name) => {
    expect(displayName(claims)).toBe(name);
  });

  test('describes every claim of any token', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (claims) => {
        const described = describeClaims(claims);
        expect(described.map(({ name }) => name).sort()).toEqual(Object.keys(claims).sort());
        expect(described.every(({ value, meaning }) => typeof value === 'string' && meaning !== '')).toBe(true);
      }),
    );
  });
});
