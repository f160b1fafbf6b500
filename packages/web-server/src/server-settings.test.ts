import { readEnvironment } from 'ciam-config';
import { expect, test } from 'vitest';
import { readServerSettings } from './server-settings.ts';

test.each([
  [{}, { host: '127.0.0.1', logLevel: 'info', production: false, trustProxy: false }],
  [{ NODE_ENV: 'production' }, { logLevel: 'info', production: true, trustProxy: false }],
  [{ NODE_ENV: 'Production' }, { production: true }],
  [{ NODE_ENV: ' PRODUCTION ' }, { production: true }],
  [{ NODE_ENV: 'prod' }, { production: true }],
  [{ NODE_ENV: 'Prod ' }, { production: true }],
  [{ NODE_ENV: 'development' }, { production: false }],
  [{ NODE_ENV: 'production', HOST: '10.0.0.1' }, { host: '10.0.0.1' }],
  [{ HOST: '[::1]' }, { host: '::1' }],
  [{ LOG_LEVEL: 'silent' }, { logLevel: 'silent' }],
  [{ LOG_LEVEL: 'INFO' }, { logLevel: 'info' }],
  [{ LOG_LEVEL: 'Information' }, { logLevel: 'info' }],
  [{ LOG_LEVEL: 'warning' }, { logLevel: 'warn' }],
  [{ LOG_LEVEL: 'Critical' }, { logLevel: 'fatal' }],
  [{ LOG_LEVEL: '10' }, { logLevel: 'trace' }],
  [{ LOG_LEVEL: '60' }, { logLevel: 'fatal' }],
  [{ LOG_LEVEL: 'notice' }, { logLevel: 'info' }],
  [{ LOG_LEVEL: 'err' }, { logLevel: 'error' }],
  [{ LOG_LEVEL: 'OFF' }, { logLevel: 'silent' }],
  [{ LOG_LEVEL: 'VERBOSE' }, { logLevel: 'debug' }],
  [{ LOG_LEVEL: ' Http ' }, { logLevel: 'info' }],
  [{ LOG_LEVEL: 'silly' }, { logLevel: 'trace' }],
  [{ LOG_LEVEL: 'Disabled' }, { logLevel: 'silent' }],
  [{ TRUST_PROXY: '1' }, { trustProxy: 1 }],
  [{ TRUST_PROXY: 'true' }, { trustProxy: true }],
  [{ TRUST_PROXY: 'True' }, { trustProxy: true }],
  [{ TRUST_PROXY: 'FALSE' }, { trustProxy: false }],
  [{ TRUST_PROXY: 'false' }, { trustProxy: false }],
  [{ TRUST_PROXY: '0' }, { trustProxy: false }],
  [{ TRUST_PROXY: 'loopback, 10.0.0.0/8' }, { trustProxy: 'loopback, 10.0.0.0/8' }],
  [{ TRUST_PROXY: '::1,fd00::/8' }, { trustProxy: '::1,fd00::/8' }],
])('%o', (env, expected) => {
  expect(readEnvironment(env, readServerSettings)).toMatchObject(expected);
});

test.each(['loud', '0', '4', '7', '35', 'debug,info'])('LOG_LEVEL=%s is one problem', (LOG_LEVEL) => {
  expect(() => readEnvironment({ LOG_LEVEL }, readServerSettings)).toThrow(
    /LOG_LEVEL is not one of fatal, error.*word/,
  );
});

test.each(['yes', '10.0.0.0/33', '10.0.0.0/8/8', '::1/129', '0x1', '10.1', 'proxy.example.com'])(
  'TRUST_PROXY=%s is reported as one problem',
  (TRUST_PROXY) => {
    expect(() => readEnvironment({ TRUST_PROXY }, readServerSettings)).toThrow(/TRUST_PROXY is neither/);
  },
);

test('HOST is an address or a host name, and an invalid value is not repeated', () => {
  expect(readEnvironment({ HOST: 'web-1.internal' }, readServerSettings)).toMatchObject({ host: 'web-1.internal' });
  const secret = 'kJ8x/2Zq+7w==';
  expect(() => readEnvironment({ HOST: secret }, readServerSettings)).toThrow(/^(?!.*kJ8x).*HOST is not an address/s);
});
