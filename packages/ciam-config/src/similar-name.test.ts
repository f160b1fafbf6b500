import { expect, test } from 'vitest';
import { similarName } from './similar-name.ts';

const names = [
  'PATH',
  'AUTHORTY',
  'DEAMON_CLIENT_ID',
  'daemon_client_secret',
  'WEB_APP_PROT',
  'API_PORT',
  'APP_CLIENT_ID',
];

test.each([
  ['AUTHORITY', 'AUTHORTY'],
  ['DAEMON_CLIENT_ID', 'DEAMON_CLIENT_ID'],
  ['DAEMON_CLIENT_SECRET', 'daemon_client_secret'],
  ['WEB_APP_PORT', 'WEB_APP_PROT'],
  ['API_CLIENT_ID', 'APP_CLIENT_ID'],
])('%s may be meant by %s', (name, expected) => {
  expect(similarName(name, names)).toBe(expected);
});

test.each(['API_PORT', 'TENANT_ID', 'WEB_APP_CLIENT_ID', 'CLIENT_ID', 'PORT', 'HOST', 'REDIS_URL'])(
  '%s is meant by none of the others',
  (name) => {
    expect(similarName(name, names)).toBeUndefined();
  },
);
