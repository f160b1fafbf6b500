import { expect, test } from 'vitest';
import { isHttpsOrLoopback, isLoopback } from './loopback.ts';

test.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.9.9.9', '[::1]', '::1'])('%s is this machine', (host) =>
  expect(isLoopback(host)).toBe(true),
);

test.each([
  'localhost.example.com',
  'notlocalhost',
  '127.0.0.1.example.com',
  '128.0.0.1',
  '0.0.0.0',
  '::2',
  '',
  '10.0.0.1',
])('%s is not', (host) => expect(isLoopback(host)).toBe(false));

test.each([
  ['https://example.com', true],
  ['http://localhost:1', true],
  ['http://example.com', false],
  ['ftp://localhost', false],
  ['nonsense', false],
])('%s is https or loopback: %s', (url, allowed) => {
  expect(isHttpsOrLoopback(url)).toBe(allowed);
});
