import { ConfigurationError } from 'ciam-config';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

const clientId = '00001111-aaaa-2222-bbbb-000000000002';

test("reads the original sample's name of the client ID if ours is absent", () => {
  const config = readConfig({ TENANT_SUBDOMAIN: 'contoso', CLIENT_ID: clientId, TERM: 'dumb', CI: '1' });
  expect(config).toEqual({
    tenant: { tenantSubdomain: 'contoso', authority: 'https://contoso.ciamlogin.com/' },
    clientId,
    canOpenBrowser: false,
    isDumb: true,
  });
});

test('reports everything that is missing at once', () => {
  expect(() => readConfig({})).toThrow(ConfigurationError);
  expect(() => readConfig({})).toThrow(/TENANT_SUBDOMAIN[^]*DEVICE_CODE_CLIENT_ID/);
});
