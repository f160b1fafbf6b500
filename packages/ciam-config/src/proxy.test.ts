import { describe, expect, test } from 'vitest';
import { proxyFor } from './proxy.ts';
import { redact } from './redact.ts';

const target = new URL('https://contoso.ciamlogin.com/contoso.onmicrosoft.com/v2.0');

test.each<[string, string, string | undefined]>([
  ['http://proxy.example:3128', 'http://proxy.example:3128/', undefined],
  ['proxy.example:3128', 'http://proxy.example:3128/', undefined],
  ['proxy', 'http://proxy:1080/', undefined],
  ['http://proxy.example:80', 'http://proxy.example/', undefined],
  ['https://proxy.example', 'https://proxy.example/', undefined],
  ['HTTP://proxy.example:3128/', 'http://proxy.example:3128/', undefined],
  ['http://[::1]:3128', 'http://[::1]:3128/', undefined],
  ['http://ada:pa%40ss%3Aword%21@proxy.example:3128', 'http://proxy.example:3128/', 'ada:pa@ss:word!'],
  ['ada:secret@proxy.example:3128', 'http://proxy.example:3128/', 'ada:secret'],
  ['http://CONTOSO%5Cada:gr%C3%B6%C3%9Fe@proxy.example:3128', 'http://proxy.example:3128/', 'CONTOSO\\ada:größe'],
  ['http://ada:100%@proxy.example:3128', 'http://proxy.example:3128/', 'ada:100%'],
  ['http://ada:p@ss@proxy.example:3128', 'http://proxy.example:3128/', 'ada:p@ss'],
  ['http://token@proxy.example:3128', 'http://proxy.example:3128/', 'token:'],
])('HTTPS_PROXY=%s', (value, url, credentials) => {
  const proxy = proxyFor(target, { HTTPS_PROXY: ` ${value} ` });
  expect([proxy?.url.href, proxy?.credentials?.toString()]).toEqual([url, credentials]);
});

test.each([
  'socks5://proxy:1080',
  'ftp://proxy',
  'http://ada:12#secret@proxy',
  'http://ada:12/secret@proxy',
  'LS0t/Lk=',
  'http://:3128',
])('%s is refused and not repeated', (value) => {
  expect(() => proxyFor(target, { HTTPS_PROXY: value })).toThrow(
    expect.objectContaining({ name: 'ProxyError', code: 'proxy_invalid', message: expect.not.stringContaining(value) }),
  );
});

test('the example in the message is not taken for a password', () => {
  expect(() => proxyFor(target, { HTTPS_PROXY: 'http://:3128' })).toThrow(
    expect.objectContaining({ message: expect.toSatisfy((message: string) => redact(message) === message) }),
  );
});

test.each<[Record<string, string>, string, string | undefined]>([
  [{ https_proxy: 'a', HTTPS_PROXY: 'b' }, 'https://x.example', 'https_proxy'],
  [{ https_proxy: ' ', HTTPS_PROXY: 'b' }, 'https://x.example', 'HTTPS_PROXY'],
  [{ ALL_PROXY: 'b' }, 'https://x.example', 'ALL_PROXY'],
  [{ HTTP_PROXY: 'b' }, 'https://x.example', undefined],
  [{ HTTP_PROXY: 'b' }, 'http://x.example', 'HTTP_PROXY'],
  [{ HTTPS_PROXY: 'b' }, 'https://localhost:4400', undefined],
  [{ HTTPS_PROXY: 'b' }, 'https://[::1]:4400', undefined],
])('%o for %s', (env, url, setting) => {
  expect(proxyFor(new URL(url), env)?.setting).toBe(setting);
});

describe('NO_PROXY', () => {
  const isExcluded = (url: string, noProxy: string): boolean =>
    proxyFor(new URL(url), { HTTPS_PROXY: 'proxy:1', NO_PROXY: noProxy }) === undefined;

  test.each([
    ['https://contoso.ciamlogin.com/', 'ciamlogin.com'],
    ['https://contoso.ciamlogin.com/', '.ciamlogin.com'],
    ['https://contoso.ciamlogin.com/', '*.ciamlogin.com'],
    ['https://contoso.ciamlogin.com/', 'CiamLogin.com.'],
    ['https://ciamlogin.com/', '.ciamlogin.com'],
    ['https://contoso.ciamlogin.com/', 'x.example, contoso.ciamlogin.com'],
    ['https://contoso.ciamlogin.com/', 'x.example contoso.ciamlogin.com:443'],
    ['https://contoso.ciamlogin.com:8443/', 'ciamlogin.com:8443'],
    ['https://contoso.ciamlogin.com/', '*'],
    ['https://10.1.2.3/', '10.0.0.0/8'],
    ['https://10.1.2.3/', '10.1.2.3'],
    ['https://10.1.2.3:8443/', '10.1.2.3:8443'],
    ['https://[fd00::1]/', 'fd00::/8'],
    ['https://[fd00::1]/', '[fd00::1]'],
    ['https://[fd00::1]:8443/', '[fd00::1]:8443'],
  ])('%s bypasses the proxy: %s', (url, noProxy) => {
    expect(isExcluded(url, noProxy)).toBe(true);
  });

  test.each([
    ['https://contoso.ciamlogin.com/', 'login.com'],
    ['https://contoso.ciamlogin.com/', 'contoso.ciamlogin.com:8443'],
    ['https://contoso.ciamlogin.com.evil.example/', 'ciamlogin.com'],
    ['https://contoso.ciamlogin.com/', ' , ,'],
    ['https://contoso.ciamlogin.com/', '.'],
    ['https://11.1.2.3/', '10.0.0.0/8'],
    ['https://10.1.2.3/', '10.0.0.0/33'],
    ['https://10.1.2.3/', '2.3'],
    ['https://[fe80::1]/', 'fd00::/8'],
  ])('%s uses the proxy: %s', (url, noProxy) => {
    expect(isExcluded(url, noProxy)).toBe(false);
  });

  test('no_proxy takes precedence', () => {
    const env = { HTTPS_PROXY: 'proxy:1', no_proxy: 'x.example', NO_PROXY: '*' };
    expect(proxyFor(target, env)).toBeDefined();
  });
});
