import { expect, it } from 'vitest';

import { maskSecrets } from './request-log.ts';

it.each([
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

it('what is no secret stays, and so does what is empty', () => {
  expect(
    maskSecrets([
      ['client_id', 'a'],
      ['password', ''],
    ]),
  ).toEqual({ client_id: 'a', password: '' });
});
