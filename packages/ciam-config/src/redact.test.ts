import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from './redact.ts';

const base64url = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes * 4 }).map((array) => Buffer.from(array).toString('base64url'));
/** Truly random: fast-check prefers zeros, which token generators do not produce. */
const opaque = fc.integer({ min: 32, max: 400 }).map((bytes) => randomBytes(bytes).toString('base64url'));
const jwt = fc
  .tuple(fc.dictionary(fc.string(), fc.string(), { minKeys: 1 }), base64url(24), fc.constantFrom(3, 5))
  .map(([claims, rest, parts]) => {
    const segment = Buffer.from(JSON.stringify({ alg: 'RS256', ...claims })).toString('base64url');
    return [segment, ...Array.from({ length: parts - 1 }, () => rest)].join('.');
  });
const token = fc.oneof(jwt, opaque);
const secret = fc.oneof(
  token,
  fc.string({ minLength: 6, maxLength: 40 }).filter((text) => /^[\w~.!*-]+$/.test(text)),
);

const parameter = fc.constantFrom(
  'access_token',
  'refresh_token',
  'id_token',
  'id_token_hint',
  'client_secret',
  'client_assertion',
  'assertion',
  'password',
  'device_code',
  'code_verifier',
  'accessToken',
  'refreshToken',
  'clientSecret',
  'deviceCode',
  'codeVerifier',
  'client-secret',
);

const words = fc
  .array(fc.constantFrom('sign', 'in', 'failed', '(', 'https://contoso.ciamlogin.com/', 'Ünï', '\n'))
  .map((each) => each.join(' '));

/** Returns the first eight consecutive characters of the secret that survive, if any. */
function survivor(redacted: string, value: string): string | undefined {
  const length = Math.min(8, value.length);
  const starts = Array.from({ length: value.length - length + 1 }, (_, at) => at);
  return starts.map((at) => value.slice(at, at + length)).find((part) => redacted.includes(part));
}

describe('a token never survives', () => {
  test.each<[string, (name: string, value: string) => string]>([
    ['JSON', (name, value) => JSON.stringify({ a: 1, [name]: value, z: [] })],
    ['pretty JSON', (name, value) => JSON.stringify({ a: 1, [name]: value, z: [] }, null, 2)],
    ['JSON in JSON', (name, value) => JSON.stringify({ body: JSON.stringify({ [name]: value, b: 2 }) })],
    ['JSON in JSON in JSON', (name, value) => JSON.stringify([JSON.stringify([JSON.stringify({ [name]: value })])])],
    [
      'a form body',
      (name, value) => new URLSearchParams({ client_id: 'x', [name]: value, scope: 'openid' }).toString(),
    ],
    [
      'a URL',
      (name, value) => `GET https://host/path?${new URLSearchParams({ [name]: value, state: 's' }).toString()} 400`,
    ],
    ['a URL in a URL', (name, value) => encodeURIComponent(`https://host/?${name}=${encodeURIComponent(value)}`)],
    ['an inspected object', (name, value) => `{ ${name}: '${value}', other: 1 }`],
    ['prose', (name, value) => `${name}: ${value}`],
  ])('named, in %s', (_, write) => {
    fc.assert(
      fc.property(words, parameter, secret, words, (before, name, value, after) => {
        expect(survivor(redact(`${before} ${write(name, value)} ${after}`), value)).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  test.each<[string, (value: string) => string]>([
    ['alone', (value) => value],
    ['in a sentence', (value) => `The token ${value} is not valid.`],
    ['as a bearer', (value) => `Authorization: Bearer ${value}`],
    ['in a header object', (value) => JSON.stringify({ headers: { Authorization: `Bearer ${value}` } })],
    ['in a cookie', (value) => `set-cookie: sid=${value}; Path=/; HttpOnly`],
    ['as the authorization code', (value) => `https://host/auth/redirect?code=${value}&state=1`],
    ['in an array', (value) => JSON.stringify({ tokens: [value] })],
    ['cut off', (value) => value.slice(0, Math.max(40, value.length - 20))],
  ])('%s', (_, write) => {
    fc.assert(
      fc.property(token, (value) => {
        const text = write(value);
        expect(survivor(redact(text), value.slice(0, Math.max(40, value.length - 20)))).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  test('is idempotent and keeps JSON valid', () => {
    fc.assert(
      fc.property(parameter, secret, words, (name, value, rest) => {
        const once = redact(JSON.stringify({ rest, [name]: value, last: 1 }));
        expect(redact(once)).toBe(once);
        expect(JSON.parse(once)).toMatchObject({ [name]: '[redacted]', last: 1 });
      }),
    );
  });

  test.each([
    ['-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0\n-----END PRIVATE KEY-----'],
    ['{"key":"-----BEGIN RSA PRIVATE KEY-----\\nMIIEvQIBADANBg\\n"}'],
    ['postgres://app:MIIEvQIBADANBg@db.internal/todos'],
    ['http://user:MIIEvQIBADANBg@proxy:8080'],
    ['client_secret = "two words MIIEvQIBADANBg"'],
    [String.raw`{"client_secret":"a\"MIIEvQIBADANBg"}`],
    ['"code":"0.AXEAMIIEvQIBADANBg"'],
    ['abc8Q~MIIEvQIBADANBg0123456789abcdefghij'],
  ])('%s', (text) => {
    expect(redact(text)).not.toContain('MIIEvQIBADANBg');
  });
});

test.each([
  "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  'https://aaaabbbb-0000-cccc-1111-dddd2222eeee.ciamlogin.com/aaaabbbb-0000-cccc-1111-dddd2222eeee/v2.0',
  'https://learn.microsoft.com/troubleshoot/entra/entra-id/app-integration/confidential-client-application-authentication-error-aadsts7000218',
  'https://login.microsoftonline.com/error?code=50011',
  '{"code":"ECONNREFUSED"}',
  'code: "configuration_invalid", user_code=ABCD12345',
  'grant_type=refresh_token&client_id=00001111-aaaa-2222-bbbb-000000000001',
  'expired_token: the device code expired',
  'Correlation ID: 4f6d2c1a-90ab-4cde-8f01-23456789abcd Timestamp: 2026-11-20 22:00:00Z',
  'token_type: Bearer',
  "Executing function 'networkClientSendPostRequestAsync'",
])('keeps: %s', (text) => {
  expect(redact(text)).toBe(text);
});

test('redacts a megabyte quickly', () => {
  const hostile = ['access_token', '"', '\\', 'eyJ', 'a', '//:', ' ', '-----BEGIN PRIVATE KEY-----', 'code='];
  const started = performance.now();
  for (const piece of hostile) redact(piece.repeat(1_000_000 / piece.length));
  expect(performance.now() - started).toBeLessThan(5_000);
});
