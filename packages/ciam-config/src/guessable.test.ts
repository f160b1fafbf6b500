import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { isGuessable } from './guessable.ts';

test.each([
  'emulator-only-not-a-secret',
  'x',
  'a'.repeat(32),
  `${'z'.repeat(31)}0`,
  '1111111111111111222222222222222',
  '00000000-0000-0000-0000-000000000000',
  'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx',
  '12345678123456781234567812345678',
  '0123456789abcdef0123456789abcdef',
  'abcdefghijklmnopqrstuvwxyz012345',
  'qwertyuiopasdfghjklzxcvbnmqwerty',
  'supersecretsupersecretsupersecret',
  'session-secret-session-secret-sess',
  'my-super-secret-session-secret-1',
  'keyboard cat keyboard cat keyboa',
  'CHANGE_ME_CHANGE_ME_CHANGE_ME_32',
  'changemechangemechangemechangeme',
  'replace-this-with-a-random-string',
  'your_session_key_goes_in_here_now',
  'Insert a long random string here.',
  'default.signing.key.of.the.web.app',
  'test-key-of-this-or-that-app-0815',
  'key-for-development-only-and-no-more',
  'example-of-a-long-random-text-here',
  '<paste something long in here please>',
  '${EXPRESS_SESSION_KEY}',
  '$(EXPRESS_SESSION_KEY)',
  '{{ .Values.sessionKey }}',
  '%EXPRESS_SESSION_KEY%',
  '@Microsoft.KeyVault(SecretUri=https://contoso.vault.azure.net/secrets/session)',
])('%s can be guessed', (secret) => {
  expect(isGuessable(secret)).toBe(true);
});

test('what is random cannot, in whatever form', () => {
  const digits = (): string => Array.from(randomBytes(32), (byte) => byte % 10).join('');
  const entra = (): string => `${randomBytes(2).toString('hex').slice(1)}8Q~${randomBytes(25).toString('base64url')}`;
  const forms = [
    () => randomBytes(32).toString('base64url'),
    () => randomBytes(32).toString('base64'),
    () => randomBytes(16).toString('hex'),
    () => randomUUID(),
    digits,
    entra,
  ];
  for (const form of forms) {
    const secrets = Array.from({ length: 500 }, form);
    expect(secrets.filter(isGuessable)).toEqual([]);
  }
});

test.each(['one-of-its-own', 'gravel otter plinth sable yonder quilt', 'kJ8x'])('nor can %s', (secret) => {
  expect(isGuessable(secret)).toBe(false);
});
