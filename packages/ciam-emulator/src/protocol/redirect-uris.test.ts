import { expect, test } from 'vitest';
import { redirectUriRegistered } from './redirect-uris.ts';

const application = (uri: string) => ({ appId: 'x', displayName: 'x', web: { redirectUris: [uri] } });

test.each([
  ['http://localhost:3000/auth', 'http://localhost:3000/auth', true],
  ['http://localhost:3000/auth', 'http://localhost:8080/auth', true],
  ['http://localhost/auth', 'http://localhost:8080/auth', true],
  ['http://localhost', 'http://localhost:51234', true],
  ['http://localhost', 'http://localhost:51234/', true],
  ['http://localhost:3000/auth', 'http://localhost:3000/Auth', false],
  ['http://localhost:3000/auth', 'http://localhost:3000/auth/', false],
  ['http://localhost:3000/auth', 'https://localhost:3000/auth', false],
  ['http://localhost:3000/auth', 'http://localhost.example.com:3000/auth', false],
  ['http://localhost:3000/auth', 'http://localhost:3000@example.com/auth', false],
  ['https://example.com/auth', 'https://example.com:8443/auth', false],
  ['https://example.com/auth', 'https://example.com/auth?x=1', false],
])('registered %s, asked %s: %s', (registered, asked, expected) => {
  expect(redirectUriRegistered(asked, application(registered))).toBe(expected);
});
