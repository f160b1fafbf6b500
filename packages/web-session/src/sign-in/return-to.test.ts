import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeReturnTo } from './return-to.ts';

test.each([
  ['/', '/'],
  ['/users/id', '/users/id'],
  ['/users/id?tab=1&q=a%20b#top', '/users/id?tab=1&q=a%20b#top'],
  ['/a/../users/id', '/users/id'],
  ['/päge', '/p%C3%A4ge'],
  ['/redirect?to=https://evil.example', '/redirect?to=https://evil.example'],
  ['/@evil.example', '/@evil.example'],
  ['/%2F/evil.example', '/%2F/evil.example'],
  ['/%5Cevil.example', '/%5Cevil.example'],
])('%s is kept', (value, expected) => {
  expect(safeReturnTo(value)).toBe(expected);
});

test.each([
  undefined,
  null,
  42,
  '',
  ' /users/id',
  'users/id',
  ['/users/id'],
  { toString: () => '/users/id' },
  'https://evil.example',
  'https:evil.example',
  'https:/evil.example',
  'http:evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.example',
  '///evil.example',
  '////evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '\\\\evil.example',
  '/\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\n/evil.example',
  '\t//evil.example',
  '\u0000//evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/./\\evil.example',
  '/a/..//evil.example',
  '/%2e//evil.example',
  '/%2e%2e//evil.example',
  '//user:password@evil.example',
  '//localhost@evil.example',
  '@evil.example',
  'http://this-app.invalid/x',
  `/${'a'.repeat(600)}`,
  `/${'ä'.repeat(200)}`,
])('%j leads home', (value) => {
  expect(safeReturnTo(value)).toBe('/');
});

test('the result never leads a browser to another origin', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2f',
    '%5c',
    '%2e',
    '@',
    ':',
    '?',
    '#',
    '\t',
    '\n',
    'evil.example',
    'a',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      (value) => {
        const location = safeReturnTo(value);
        expect(new URL(location, 'https://app.example').origin).toBe('https://app.example');
        expect(new URL(location, 'https://app.example/auth/redirect').origin).toBe('https://app.example');
        expect(safeReturnTo(location)).toBe(location);
      },
    ),
    { numRuns: 3000 },
  );
});
