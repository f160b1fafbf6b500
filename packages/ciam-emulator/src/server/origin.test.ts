import { describe, expect, test } from 'vitest';

import { isLoopbackName } from './loopback.ts';
import { OriginError, originFor, readOrigin } from './origin.ts';

describe('readOrigin', () => {
  test.each([
    ['http://emulator:4400', 'http://emulator:4400'],
    ['https://Login.Contoso.com/', 'https://login.contoso.com'],
    ['https://login.contoso.com:443', 'https://login.contoso.com'],
  ])('%s is %s', (text, origin) => {
    expect(readOrigin(text)).toBe(origin);
  });

  test.each([
    '',
    'emulator:4400',
    'ftp://emulator',
    'http://emulator/tenant',
    'http://emulator/?x',
    'http://a@emulator',
  ])('%j is none', (text) => {
    expect(() => readOrigin(text)).toThrow(OriginError);
  });
});

describe('originFor', () => {
  const origin = 'http://127.0.0.1:4400';
  test.each([
    ['localhost:4400', 'loopback', 'http://localhost:4400'],
    ['[::1]:4400', 'loopback', 'http://[::1]:4400'],
    ['127.0.0.1:9999', 'loopback', 'http://127.0.0.1:9999'],
    ['emulator:4400', 'loopback', origin],
    ['127.example.com', 'loopback', origin],
    ['', 'loopback', origin],
    ['a b', 'any', origin],
    ['emulator:4400', 'any', 'http://emulator:4400'],
    ['localhost:4400', 'none', origin],
    ['contoso.ciamlogin.com', 'none', 'https://contoso.ciamlogin.com'],
    ['contoso.ciamlogin.com:443', 'none', 'https://contoso.ciamlogin.com'],
    ['contoso.ciamlogin.com:8443', 'none', 'https://contoso.ciamlogin.com:8443'],
    ['localhost:80', 'loopback', 'http://localhost'],
  ] as const)('asked as %j, following %s: %s', (host, follows, expected) => {
    expect(originFor(host, { origin, follows })).toBe(expected);
  });
});

describe('isLoopbackName', () => {
  test.each([
    ['localhost', true],
    ['127.1.2.3', true],
    ['[::1]', true],
    ['127.example.com', false],
    ['localhost.example.com', false],
    ['0.0.0.0', false],
  ])('%s: %s', (name, expected) => {
    expect(isLoopbackName(name)).toBe(expected);
  });
});
