import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checkIdToken, IdTokenError } from './id-token.ts';

const now = 1_800_000_000;
const expected = { issuer: 'https://contoso.ciamlogin.com/tenant/v2.0', audience: 'this app' };
const claims = { iss: expected.issuer, aud: expected.audience, exp: now + 3600, sub: 'ada', name: 'Ada' };

beforeEach(() => void vi.useFakeTimers({ now: now * 1000, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

test('returns the claims of a token that this tenant issued for this app', () => {
  expect(checkIdToken(claims, expected)).toEqual(claims);
});

test.each<[string, Record<string, unknown>]>([
  ['iss', { iss: undefined }],
  ['iss', { iss: 'https://fabrikam.ciamlogin.com/tenant/v2.0' }],
  ['iss', { iss: `${expected.issuer}/` }],
  ['iss', { iss: [expected.issuer] }],
  ['aud', { aud: undefined }],
  ['aud', { aud: 'another app' }],
  ['aud', { aud: [expected.audience, 'another app'] }],
  ['exp', { exp: undefined }],
  ['exp', { exp: now - 301 }],
  ['exp', { exp: String(now + 3600) }],
  ['sub', { sub: undefined }],
  ['sub', { sub: 7 }],
  ['sub', { sub: '' }],
])('names %s when it is wrong: %o', (claim, wrong) => {
  const check = (): unknown => checkIdToken({ ...claims, ...wrong }, expected);
  expect(check).toThrow(IdTokenError);
  expect(check).toThrow(`The claim ${claim} of the ID token`);
});

test('tolerates clocks that differ by five minutes', () => {
  expect(checkIdToken({ ...claims, exp: now - 300 }, expected)).toMatchObject({ exp: now - 300 });
});

test('a token that is expired on arrival reports the difference of the clocks', () => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'i', aud: 'a', sub: 's', iat: now - 7500, exp: now - 3600 };
  const check = () => checkIdToken(claims, { issuer: 'i', audience: 'a' });
  expect(check).toThrow(
    expect.objectContaining({
      code: 'clocks_differ',
      message: expect.stringContaining('is 120 minutes ahead of the tenant'),
    }),
  );
});
