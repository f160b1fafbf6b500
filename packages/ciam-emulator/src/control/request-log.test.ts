import { expect, test } from 'vitest';
import { maskSecrets } from './request-log.ts';

test.each([
  'client_secret',
  'client_assertion',
  'assertion',
  'password',
  'newPassword',
  'confirmPassword',
  'code',
  'refresh_token',
  'Authorization',
  'Cookie',
])('%s is masked', (name) => {
  expect(maskSecrets([[name, 'secret']])).toEqual({ [name]: '***' });
});

test('values that are not secrets stay, as do empty ones', () => {
  expect(
    maskSecrets([
      ['client_id', 'a'],
      ['password', ''],
    ]),
  ).toEqual({ client_id: 'a', password: '' });
});
