import { describe, expect, test } from 'vitest';
import { isLoopbackName } from './loopback.ts';
import { namesFor, OriginError, readOrigin } from './origin.ts';

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

describe('namesFor', () => {
  const local = 'http://127.0.0.1:4400';
  const browsers = 'http://localhost:4400';
  const apps = 'http://emulator:4400';

  test.each([
    ['localhost:4400', 'http://localhost:4400'],
    ['LOCALHOST:4400', 'http://localhost:4400'],
    ['[::1]:4400', 'http://[::1]:4400'],
    ['127.0.0.1:9999', 'http://127.0.0.1:9999'],
    ['localhost:80', 'http://localhost'],
    ['contoso.ciamlogin.com', 'https://contoso.ciamlogin.com'],
    ['contoso.ciamlogin.com:443', 'https://contoso.ciamlogin.com'],
    ['contoso.ciamlogin.com:8443', 'https://contoso.ciamlogin.com:8443'],
    ['graph.microsoft.com', local],
    ['192.0.2.1:4400', local],
    ['localhost.:4400', 'http://localhost.:4400'],
    ['LocalHost.', 'http://localhost.'],
    ['CONTOSO.CIAMLOGIN.COM.', 'https://contoso.ciamlogin.com.'],
    ['Contoso.ciamlogin.com.:8443', 'https://contoso.ciamlogin.com.:8443'],
    ['graph.microsoft.com.', local],
    ['127.0.0.1.:4400', 'http://127.0.0.1:4400'],
    ['', undefined],
    ['.', undefined],
    ['localhost..', undefined],
    ['0.0.0.0:4400', undefined],
    ['0:4400', undefined],
    ['[::]:4400', undefined],
    ['evil.example.com.', undefined],
    ['emulator:4400', undefined],
    ['evil.example.com', undefined],
    ['evil.example.com:4400', undefined],
    ['127.example.com', undefined],
    ['127.0.0.1.example.com', undefined],
    ['localhost.example.com', undefined],
    ['contoso.ciamlogin.com.example.com', undefined],
    ['a.b.ciamlogin.com', undefined],
    ['ciamlogin.com', undefined],
    ['graph.microsoft.com.example.com', undefined],
    ['localhost@evil.example.com', undefined],
  ])('on this machine, asked as %j: %s', (host, expected) => {
    const names = namesFor(host, { origin: local, backChannel: undefined, follows: 'loopback' });
    expect(names).toEqual(expected && { origin: expected, backChannel: expected });
  });

  test.each([
    ['emulator:4400', 'http://emulator:4400'],
    ['192.0.2.1:4400', 'http://192.0.2.1:4400'],
    ['host.docker.internal:4400', 'http://host.docker.internal:4400'],
    ['evil.example.com', undefined],
  ])('on a network, asked as %j: %s', (host, expected) => {
    const names = namesFor(host, { origin: local, backChannel: undefined, follows: 'network' });
    expect(names).toEqual(expected && { origin: expected, backChannel: expected });
  });

  test.each([
    ['localhost:4400', browsers, browsers],
    ['127.0.0.1:4400', browsers, browsers],
    ['emulator:4400', browsers, apps],
    ['emulator', browsers, apps],
    ['other:4400', undefined, undefined],
    ['evil.example.com', undefined, undefined],
    ['contoso.ciamlogin.com', 'https://contoso.ciamlogin.com', 'https://contoso.ciamlogin.com'],
  ])('with a name for browsers and one for apps, asked as %j: %s and %s', (host, origin, backChannel) => {
    const names = namesFor(host, { origin: browsers, backChannel: apps, follows: 'none' });
    expect(names).toEqual(origin && { origin, backChannel });
  });
});

describe('isLoopbackName', () => {
  test.each([
    ['localhost', true],
    ['LOCALHOST.', true],
    ['127.1.2.3', true],
    ['[::1]', true],
    ['127.example.com', false],
    ['localhost.example.com', false],
    ['0.0.0.0', false],
  ])('%s: %s', (name, expected) => {
    expect(isLoopbackName(name)).toBe(expected);
  });
});
