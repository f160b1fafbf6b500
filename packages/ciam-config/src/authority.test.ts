import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ciamAuthority } from './authority.ts';
import { logoutUri } from './logout-uri.ts';

/** Faster than fast-check's own generator of all characters, which takes seconds. */
const anyCharacter = fc
  .nat(0x1_ffff)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));
const subdomain = fc.stringMatching(/^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/);

function hostOrRefusal(label: string): string {
  try {
    return new URL(ciamAuthority(label)).host;
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

describe('ciamAuthority', () => {
  test('is the documented address', () => {
    expect(ciamAuthority('contoso')).toBe('https://contoso.ciamlogin.com/');
  });

  test('any DNS label gives an https origin that contains only that label', () => {
    fc.assert(
      fc.property(subdomain, (label) => {
        const url = new URL(ciamAuthority(label));
        expect(url.protocol).toBe('https:');
        expect(url.host).toBe(`${label.toLowerCase()}.ciamlogin.com`);
        expect([url.pathname, url.search, url.hash, url.username]).toEqual(['/', '', '', '']);
      }),
    );
  });

  test.each([
    '',
    '-contoso',
    'contoso-',
    'contoso.onmicrosoft.com',
    'contoso/evil',
    'evil.example#',
    'evil@',
    'a b',
    'contoso\n',
    'ünited',
    'a'.repeat(64),
  ])('refuses %j, which is not a DNS label', (label) => {
    expect(() => ciamAuthority(label)).toThrow(RangeError);
    expect(() =>
      logoutUri({ authority: 'https://contoso.ciamlogin.com/', tenantSubdomain: label, postLogoutRedirectUri: '/' }),
    ).toThrow(RangeError);
  });

  test('any string is either refused or ends up on ciamlogin.com', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 80 }), (text) => {
        expect(hostOrRefusal(text)).toMatch(/^([a-z0-9-]+\.ciamlogin\.com|RangeError)$/);
      }),
    );
  });
});

describe('logoutUri', () => {
  test('is the documented address, encoded', () => {
    expect(
      logoutUri({
        authority: 'https://contoso.ciamlogin.com/',
        tenantSubdomain: 'contoso',
        postLogoutRedirectUri: 'http://localhost:3000/',
      }),
    ).toBe(
      'https://contoso.ciamlogin.com/contoso.onmicrosoft.com/oauth2/v2.0/logout?post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A3000%2F',
    );
  });

  test('a custom URL domain keeps its host, and the tenant in its path is replaced', () => {
    const uri = new URL(
      logoutUri({
        authority: 'https://login.contoso.com/aaaabbbb-0000-cccc-1111-dddd2222eeee',
        tenantSubdomain: 'contoso',
        postLogoutRedirectUri: 'https://app.contoso.com/',
      }),
    );
    expect(uri.host).toBe('login.contoso.com');
    expect(uri.pathname).toBe('/contoso.onmicrosoft.com/oauth2/v2.0/logout');
  });

  test('any return address and any hint come back as they went in', () => {
    fc.assert(
      fc.property(
        subdomain,
        fc.string({ unit: anyCharacter }),
        fc.string({ minLength: 1 }),
        (label, postLogoutRedirectUri, logoutHint) => {
          const uri = new URL(
            logoutUri({ authority: ciamAuthority(label), tenantSubdomain: label, postLogoutRedirectUri, logoutHint }),
          );
          expect(uri.origin).toBe(new URL(ciamAuthority(label)).origin);
          expect(uri.pathname).toBe(`/${label.toLowerCase()}.onmicrosoft.com/oauth2/v2.0/logout`);
          expect([...uri.searchParams]).toEqual([
            ['post_logout_redirect_uri', postLogoutRedirectUri],
            ['logout_hint', logoutHint],
          ]);
        },
      ),
    );
  });
});
